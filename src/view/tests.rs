//! The view of snapshots.

use proptest::{option, prelude::*, sample::select};

use checkout_contract::{Currency, MinorUnits};

use super::*;
use crate::checkout::AddressField;

/// Formats that show what they were asked for.
struct Plain;

impl Formats for Plain {
    fn money(&self, money: Money) -> String {
        format!("{} {}", money.minor_units.0, money.currency.code())
    }

    fn day(&self, day: &str) -> String {
        day.to_owned()
    }

    fn field(&self, field: &FieldPath) -> String {
        field.to_string()
    }
}

fn view(snapshot: &Snapshot, saving: bool) -> View {
    View::new(snapshot, saving, Words::for_locale("en"), &Plain)
}

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
        state in select(&Phase::ALL[..]),
        failure in option::of(select(&Failure::ALL[..])),
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
            verifying_rejection: flags[3],
            confirms: flags[4],
            last_page: flags[5],
            not_stored: flags[6],
            can_pay: flags[7],
            ..Snapshot::idle()
        }
    }
}

const WITHOUT_A_WORD: [Phase; 3] = [Phase::Idle, Phase::Ready, Phase::AwaitingFinalize];

proptest! {
    /// A state without a word would leave the shopper without one.
    #[test]
    fn every_state_has_a_word_or_a_notice(mut snapshot in snapshots()) {
        if snapshot.state == Phase::Failed {
            snapshot.failure.get_or_insert(Failure::SdkError);
        }
        let view = view(&snapshot, false);
        let silent = WITHOUT_A_WORD.contains(&snapshot.state) || snapshot.verifying_rejection;
        prop_assert!(silent || !view.status.is_empty() || !view.problem.is_empty());
        let has_notice = snapshot.notice.is_some() && snapshot.state == Phase::Ready;
        prop_assert!(!has_notice || !view.status.is_empty() || !view.problem.is_empty());
    }

    #[test]
    fn pay_is_off_while_the_page_saves_and_wherever_nothing_can_be_pressed(
        snapshot in snapshots(),
        saving: bool,
    ) {
        let view = view(&snapshot, saving);
        let can = snapshot.can_pay || snapshot.can_finalize;
        prop_assert_eq!(view.pay.enabled, can && !saving);
    }

    /// A checkout that has ended shows neither a widget nor a pay button.
    #[test]
    fn an_end_takes_everything_to_choose_away(snapshot in snapshots()) {
        let view = view(&snapshot, false);
        if snapshot.is_over() {
            prop_assert!(!view.widget && !view.review && !view.pay.shown);
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
    let problem = view(&snapshot, false).problem;
    assert_eq!(problem, "Please check these details: billing_address.email");
}

fn money(minor_units: i64) -> Money {
    Money {
        minor_units: MinorUnits(minor_units),
        currency: Currency::Sek,
    }
}

#[test]
fn the_terms_name_the_amount_each_charge_and_the_purpose_of_storing() {
    let terms = |interval_count| SubscriptionTerms {
        name: "{amount} tea".to_owned(),
        amount: money(4900),
        interval: Interval::Month,
        interval_count,
        next_charge_on: "2026-04-01".to_owned(),
    };
    let snapshot = Snapshot {
        amount: Some(money(9500)),
        intent: Some(Intent::BuyAndTokenize),
        subscriptions: vec![terms(1), terms(3)],
        ..Snapshot::idle()
    };
    assert_eq!(
        view(&snapshot, false).terms,
        [
            "To pay now: 9500 SEK.",
            "{amount} tea: 4900 SEK every month. The next charge is on 2026-04-01.",
            "{amount} tea: 4900 SEK every 3 months. The next charge is on 2026-04-01.",
            "Klarna saves your way to pay, and the shop charges it as above until you cancel.",
        ]
    );
}

#[test]
fn storing_is_named_where_something_is_stored() {
    let terms = |intent| {
        let snapshot = Snapshot {
            amount: Some(money(1)),
            intent: Some(intent),
            ..Snapshot::idle()
        };
        view(&snapshot, false).terms
    };
    let later = &*Words::for_locale("en").stored_for_later;
    assert!(terms(Intent::Buy).is_empty());
    assert_eq!(terms(Intent::Tokenize).last().unwrap(), later);
    assert_eq!(terms(Intent::BuyAndTokenize).last().unwrap(), later);
}
