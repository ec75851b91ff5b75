//! What a panel shows at a moment, by name.

use checkout_contract::{Intent, Money, SubscriptionTerms};
use serde::Serialize;

use crate::{
    checkout::{Failure, FieldPath, Notice, Phase},
    mount::{Method, Snapshot},
};

/// What a panel shows at a moment: which parts, and which of the language's words in them. Drawn by
/// `panel.js`, which knows no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "parts that are shown independently of each other"
)]
pub struct View<'a> {
    /// `data-state`.
    pub(crate) state: &'static str,
    /// `data-reason`.
    reason: Option<&'static str>,
    busy: bool,
    /// Whether these parts are shown.
    widget: bool,
    review: bool,
    retry: bool,
    check: bool,
    stop: bool,
    change: bool,
    /// The ways to pay to choose from.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    methods: &'a [Method],
    /// What the shopper agrees to, beside an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Terms<'a>>,
    /// What is said calmly: a word's name, or nothing.
    status: &'static str,
    /// What has to be noticed: a word's name, or nothing.
    problem: &'static str,
    /// The fields that the problem is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    /// What stands on the button, where that is shown.
    pay: Option<&'static str>,
    /// Whether it does anything.
    enabled: bool,
}

/// What is charged, how often, and that the way to pay is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Terms<'a> {
    today: Money,
    subscriptions: &'a [SubscriptionTerms],
    /// The word for what it is stored for.
    stored: &'static str,
}

impl<'a> View<'a> {
    /// What to show. `saving`: the page is changing the cart, and pay is off.
    pub fn of(snapshot: &'a Snapshot, saving: bool) -> Self {
        let over = snapshot.is_over();
        let chooses = !over && !snapshot.confirms;
        Self {
            state: snapshot.state.name(),
            reason: reason(snapshot),
            busy: snapshot.is_busy(),
            widget: chooses,
            review: !over && snapshot.confirms,
            retry: snapshot.failure.is_some(),
            check: snapshot.awaits_check || snapshot.overdue,
            stop: snapshot.overdue,
            change: snapshot.can_finalize,
            methods: if chooses { &snapshot.methods } else { &[] },
            terms: terms(snapshot),
            status: status(snapshot),
            problem: problem(snapshot),
            fields: match &snapshot.notice {
                Some(Notice::InvalidFields(fields)) => fields.iter().map(FieldPath::path).collect(),
                _ => Vec::new(),
            },
            pay: match snapshot.last_page {
                _ if over => None,
                true => Some("pay"),
                false => Some("go_on"),
            },
            enabled: (snapshot.can_pay || snapshot.can_finalize) && !saving,
        }
    }
}

/// Why it is where it is: `failed` has a failure, `declined` speaks for itself, and an order may be
/// placed without what should have been stored beside it.
fn reason(snapshot: &Snapshot) -> Option<&'static str> {
    match snapshot.state {
        Phase::Declined => Some("declined"),
        Phase::Placed | Phase::Pending if snapshot.not_stored => Some("not-stored"),
        _ => snapshot.failure.map(Failure::code),
    }
}

/// What a shopper has to know before signing up. None, where nothing is stored.
fn terms(snapshot: &Snapshot) -> Option<Terms<'_>> {
    let intent = snapshot.intent.filter(|it| it.stores_token())?;
    let subscriptions = &*snapshot.subscriptions;
    Some(Terms {
        today: snapshot.amount?,
        subscriptions,
        stored: match intent {
            Intent::Tokenize | Intent::BuyAndTokenize if subscriptions.is_empty() => {
                "stored_for_later"
            }
            _ => "stored_for_charges",
        },
    })
}

fn status(snapshot: &Snapshot) -> &'static str {
    match snapshot.state {
        Phase::Loading if snapshot.explaining => "",
        Phase::Loading => "loading",
        Phase::Authorizing if snapshot.overdue => "overdue",
        Phase::Authorizing => "authorizing",
        Phase::Placing => "placing",
        Phase::Checking if snapshot.awaits_check => "",
        Phase::Checking => "checking",
        Phase::Expired => "expired",
        Phase::AwaitingFinalize if snapshot.notice.is_none() => "awaiting_finalize",
        Phase::Placed if snapshot.not_stored => "",
        Phase::Placed => "placed",
        Phase::Stored => "stored",
        Phase::Pending => "pending",
        Phase::NotOffered => "not_offered",
        Phase::Ready | Phase::AwaitingFinalize => match snapshot.notice {
            Some(Notice::Cancelled) => "cancelled",
            Some(Notice::SessionRenewed) => "renewed",
            _ => "",
        },
        // What is wrong is said in the alert.
        Phase::Idle | Phase::Declined | Phase::Failed => "",
    }
}

fn problem(snapshot: &Snapshot) -> &'static str {
    match snapshot.state {
        Phase::Declined => "declined",
        Phase::Checking if snapshot.awaits_check => "unknown",
        Phase::Placed | Phase::Pending if snapshot.not_stored => "not_stored",
        Phase::Ready | Phase::AwaitingFinalize => match &snapshot.notice {
            Some(Notice::CartChanged) => "cart_changed",
            Some(Notice::ConfirmAgain) => "confirm_again",
            Some(Notice::InvalidFields(_)) => "invalid_fields",
            Some(Notice::Cancelled | Notice::SessionRenewed) | None => "",
        },
        _ => snapshot.failure.map_or("", failed),
    }
}

const fn failed(failure: Failure) -> &'static str {
    match failure {
        Failure::ScriptBlocked | Failure::ScriptTimeout | Failure::SdkMissing => "script",
        Failure::ServerUnreachable => "server",
        Failure::WidgetTimeout | Failure::SdkError | Failure::CartNotFound | Failure::Refused => {
            "technical"
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::{option, prelude::*, sample::select};

    use super::*;
    use crate::{checkout::AddressField, text::tests::words};

    const PHASES: [Phase; 14] = [
        Phase::Idle,
        Phase::Loading,
        Phase::Ready,
        Phase::NotOffered,
        Phase::Authorizing,
        Phase::AwaitingFinalize,
        Phase::Placing,
        Phase::Checking,
        Phase::Placed,
        Phase::Stored,
        Phase::Pending,
        Phase::Declined,
        Phase::Expired,
        Phase::Failed,
    ];

    const FAILURES: [Failure; 8] = [
        Failure::ScriptBlocked,
        Failure::ScriptTimeout,
        Failure::SdkMissing,
        Failure::WidgetTimeout,
        Failure::SdkError,
        Failure::ServerUnreachable,
        Failure::CartNotFound,
        Failure::Refused,
    ];

    fn notices() -> Vec<Notice> {
        let email = FieldPath::BillingAddress(AddressField::Email);
        vec![
            Notice::Cancelled,
            Notice::InvalidFields(vec![email]),
            Notice::CartChanged,
            Notice::SessionRenewed,
            Notice::ConfirmAgain,
        ]
    }

    prop_compose! {
        fn snapshots()(
            state in select(&PHASES[..]),
            failure in option::of(select(&FAILURES[..])),
            notice in option::of(select(notices())),
            intent in option::of(select(&Intent::ALL[..])),
            flags in proptest::array::uniform8(any::<bool>()),
        ) -> Snapshot {
            let amount = r#"{"minor_units": 9500, "currency": "SEK"}"#;
            Snapshot {
                state, failure, notice, intent,
                amount: intent.and_then(|_| serde_json::from_str(amount).ok()),
                overdue: flags[0],
                awaits_check: flags[1],
                can_finalize: flags[2],
                explaining: flags[3],
                confirms: flags[4],
                last_page: flags[5],
                not_stored: flags[6],
                can_pay: flags[7],
                ..Snapshot::idle()
            }
        }
    }

    proptest! {
        /// A name without a word would leave the shopper without a word.
        #[test]
        fn every_name_is_a_word_of_every_language(snapshot in snapshots(), saving: bool) {
            let view = View::of(&snapshot, saving);
            let terms = view.terms.as_ref().map(|it| it.stored);
            for locale in ["en", "de", "sv"] {
                let words = words(locale);
                for name in [Some(view.status), Some(view.problem), view.pay, terms] {
                    let name = name.unwrap_or_default();
                    prop_assert!(name.is_empty() || words[name].is_string(), "{} {}", locale, name);
                }
            }
        }

        #[test]
        fn pay_is_off_while_the_page_saves_and_wherever_nothing_can_be_pressed(
            snapshot in snapshots(),
            saving: bool,
        ) {
            let view = View::of(&snapshot, saving);
            let can = snapshot.can_pay || snapshot.can_finalize;
            prop_assert_eq!(view.enabled, can && !saving);
        }

        /// What has ended shows neither a widget nor a way to pay.
        #[test]
        fn an_end_takes_everything_to_choose_away(snapshot in snapshots()) {
            let view = View::of(&snapshot, false);
            if snapshot.is_over() {
                prop_assert!(!view.widget && !view.review && view.pay.is_none());
                prop_assert!(view.methods.is_empty());
            } else {
                prop_assert!(view.widget != view.review);
            }
        }
    }

    #[test]
    fn the_fields_are_named_with_the_notice_about_them() {
        let snapshot = Snapshot {
            state: Phase::Ready,
            notice: notices().into_iter().nth(1),
            ..Snapshot::idle()
        };
        let view = View::of(&snapshot, false);
        assert_eq!(view.problem, "invalid_fields");
        assert_eq!(view.fields, ["billing_address.email"]);
    }

    #[test]
    fn what_is_stored_for_is_said_where_something_is_stored() {
        let stored = |intent| {
            let snapshot = Snapshot {
                amount: serde_json::from_str(r#"{"minor_units": 1, "currency": "SEK"}"#).ok(),
                intent: Some(intent),
                ..Snapshot::idle()
            };
            View::of(&snapshot, false).terms.map(|it| it.stored)
        };
        assert_eq!(stored(Intent::Buy), None);
        assert_eq!(stored(Intent::Tokenize), Some("stored_for_later"));
        assert_eq!(stored(Intent::BuyAndTokenize), Some("stored_for_later"));
    }
}
