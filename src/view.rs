//! A checkout as the shopper sees it at a moment: [`View`] has every text and every flag, and knows of
//! no framework. The Leptos components draw it, and `<klarna-checkout>` in JavaScript.

mod browser;

use std::borrow::Cow;

use checkout_contract::{Intent, Interval, Money, SubscriptionTerms};
use serde::Serialize;

pub use browser::BrowserFormats;

use crate::{
    checkout::{Failure, FieldPath, Notice, Phase},
    controller::Snapshot,
    text::Words,
};

type Text = Cow<'static, str>;

/// The parts of a checkout at a moment, with their texts in the page's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct View {
    /// The root's `data-state`.
    pub state: &'static str,
    /// The root's `data-reason`.
    pub reason: Option<&'static str>,
    /// The root's `aria-busy`.
    pub busy: bool,
    /// `true` if the element of Klarna's widget is shown.
    pub widget: bool,
    /// `true` if the element of Klarna's review is shown.
    pub review: bool,
    /// The legend above the payment methods.
    pub legend: Text,
    /// The payment methods to choose from; the choice is shown where there are some.
    pub methods: Vec<MethodView>,
    /// The terms that the shopper agrees to, a line each; shown where there are some.
    pub terms: Vec<String>,
    /// The calm message, or nothing.
    pub status: Text,
    /// The message that has to be noticed, or nothing.
    pub problem: Text,
    /// Tries again.
    pub retry: ActionView,
    /// Asks again what became of the order.
    pub check: ActionView,
    /// Ends the wait for Klarna's window.
    pub stop: ActionView,
    /// Goes back to the choice of a payment method.
    pub change: ActionView,
    /// Pays, or goes on to the next page.
    pub pay: ActionView,
}

/// A payment method to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MethodView {
    /// The category's identifier.
    pub category: String,
    /// The name, as Klarna gives it.
    pub name: String,
    /// The URL of the logo, as Klarna gives it.
    pub logo: Option<String>,
    /// `true` if it is the chosen one.
    pub chosen: bool,
    /// `false` if Klarna does not offer it after all.
    pub enabled: bool,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ActionView {
    /// The button's label.
    pub label: Text,
    /// `true` if the button is shown.
    pub shown: bool,
    /// `true` if a press does anything.
    pub enabled: bool,
}

/// Writes values as the page does. In a browser: [`BrowserFormats`].
pub trait Formats {
    /// Writes an amount: `95,00 €`.
    fn money(&self, money: Money) -> String;

    /// Writes a day that is given as `2026-04-01`.
    fn day(&self, day: &str) -> String;

    /// Returns the page's own name for a field: the label of its input.
    fn field(&self, field: &FieldPath) -> String;
}

impl View {
    /// The view of a snapshot. `saving` is `true` while the page changes the cart: pay is off then.
    pub fn new(snapshot: &Snapshot, saving: bool, words: &Words, formats: &impl Formats) -> Self {
        let over = snapshot.is_over();
        let chooses = !over && !snapshot.confirms;
        Self {
            state: snapshot.state.name(),
            reason: reason(snapshot),
            busy: snapshot.is_busy(),
            widget: chooses,
            review: !over && snapshot.confirms,
            legend: words.payment_methods.clone(),
            methods: if chooses {
                methods(snapshot)
            } else {
                Vec::new()
            },
            terms: terms(snapshot, words, formats),
            status: status(snapshot, words).cloned().unwrap_or_default(),
            problem: problem(snapshot, words, formats),
            retry: action(&words.retry, snapshot.failure.is_some()),
            check: action(&words.check, snapshot.awaits_check || snapshot.overdue),
            stop: action(&words.stop_waiting, snapshot.overdue),
            change: action(&words.change, snapshot.can_finalize),
            pay: ActionView {
                label: if snapshot.last_page {
                    words.pay.clone()
                } else {
                    words.go_on.clone()
                },
                shown: !over,
                enabled: (snapshot.can_pay || snapshot.can_finalize) && !saving,
            },
        }
    }
}

fn action(label: &Text, shown: bool) -> ActionView {
    ActionView {
        label: label.clone(),
        shown,
        enabled: true,
    }
}

fn methods(snapshot: &Snapshot) -> Vec<MethodView> {
    let methods = snapshot.methods.iter();
    methods
        .map(|method| MethodView {
            category: method.category.identifier.clone(),
            name: method.category.name.clone(),
            logo: (method.category.asset_urls.as_ref()).and_then(|urls| urls.standard.clone()),
            chosen: method.chosen,
            enabled: method.offered,
        })
        .collect()
}

/// The reason of the state: `failed` has a failure, `declined` speaks for itself, and an order may be
/// placed without what should have been stored beside it.
fn reason(snapshot: &Snapshot) -> Option<&'static str> {
    match snapshot.state {
        Phase::Declined => Some("declined"),
        Phase::Placed | Phase::Pending if snapshot.not_stored => Some("not-stored"),
        Phase::Idle
        | Phase::Loading
        | Phase::Ready
        | Phase::NotOffered
        | Phase::Authorizing
        | Phase::AwaitingFinalize
        | Phase::Placing
        | Phase::Checking
        | Phase::Placed
        | Phase::Stored
        | Phase::Pending
        | Phase::Expired
        | Phase::Failed => snapshot.failure.map(Failure::code),
    }
}

/// The terms that a shopper has to know before signing up. None, where nothing is stored.
fn terms(snapshot: &Snapshot, words: &Words, formats: &impl Formats) -> Vec<String> {
    let Some(intent) = snapshot.intent.filter(|it| it.stores_token()) else {
        return Vec::new();
    };
    let for_later = matches!(intent, Intent::Tokenize | Intent::BuyAndTokenize);
    let stored = if for_later && snapshot.subscriptions.is_empty() {
        &words.stored_for_later
    } else {
        &words.stored_for_charges
    };
    let Some(amount) = snapshot.amount else {
        return Vec::new();
    };
    let today = fill(&words.today, &[("amount", &formats.money(amount))]);
    let subscriptions = snapshot.subscriptions.iter();
    let charges = subscriptions.map(|it| charge(it, words, formats));
    std::iter::once(today)
        .chain(charges)
        .chain([stored.clone().into_owned()])
        .collect()
}

fn charge(terms: &SubscriptionTerms, words: &Words, formats: &impl Formats) -> String {
    let count = terms.interval_count;
    let (once, several) = match terms.interval {
        Interval::Day => (&words.every_day, &words.every_n_days),
        Interval::Week => (&words.every_week, &words.every_n_weeks),
        Interval::Month => (&words.every_month, &words.every_n_months),
        Interval::Year => (&words.every_year, &words.every_n_years),
    };
    let every = if count == 1 {
        once.clone().into_owned()
    } else {
        fill(several, &[("n", &count.to_string())])
    };
    let values = [
        ("name", &*terms.name),
        ("amount", &formats.money(terms.amount)),
        ("every", &every),
        ("date", &formats.day(&terms.next_charge_on)),
    ];
    fill(&words.subscription, &values)
}

/// Puts values into the places of a pattern: `{name}`. A value that looks like a place stays as it is.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(place, _)| *place == name);
        text.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn status<'a>(snapshot: &Snapshot, words: &'a Words) -> Option<&'a Text> {
    Some(match snapshot.state {
        Phase::Loading if snapshot.verifying_rejection => return None,
        Phase::Loading => &words.loading,
        Phase::Authorizing if snapshot.overdue => &words.overdue,
        Phase::Authorizing => &words.authorizing,
        Phase::Placing => &words.placing,
        Phase::Checking if snapshot.awaits_check => return None,
        Phase::Checking => &words.checking,
        Phase::Expired => &words.expired,
        Phase::AwaitingFinalize if snapshot.notice.is_none() => &words.awaiting_finalize,
        Phase::Placed if snapshot.not_stored => return None,
        Phase::Placed => &words.placed,
        Phase::Stored => &words.stored,
        Phase::Pending => &words.pending,
        Phase::NotOffered => &words.not_offered,
        Phase::Ready | Phase::AwaitingFinalize => match snapshot.notice {
            Some(Notice::Cancelled) => &words.cancelled,
            Some(Notice::SessionRenewed) => &words.renewed,
            Some(Notice::InvalidFields(_) | Notice::CartChanged | Notice::ConfirmAgain) | None => {
                return None;
            }
        },
        // The problem says what is wrong.
        Phase::Idle | Phase::Declined | Phase::Failed => return None,
    })
}

fn problem(snapshot: &Snapshot, words: &Words, formats: &impl Formats) -> Text {
    let problem = match snapshot.state {
        Phase::Declined => Some(&words.declined),
        Phase::Checking if snapshot.awaits_check => Some(&words.unknown),
        Phase::Placed | Phase::Pending if snapshot.not_stored => Some(&words.not_stored),
        Phase::Ready | Phase::AwaitingFinalize => match &snapshot.notice {
            Some(Notice::CartChanged) => Some(&words.cart_changed),
            Some(Notice::ConfirmAgain) => Some(&words.confirm_again),
            Some(Notice::InvalidFields(fields)) => {
                let fields: Vec<_> = fields.iter().map(|field| formats.field(field)).collect();
                return format!("{} {}", words.invalid_fields, fields.join(", ")).into();
            }
            Some(Notice::Cancelled | Notice::SessionRenewed) | None => None,
        },
        Phase::Idle
        | Phase::Loading
        | Phase::NotOffered
        | Phase::Authorizing
        | Phase::Placing
        | Phase::Checking
        | Phase::Placed
        | Phase::Stored
        | Phase::Pending
        | Phase::Expired
        | Phase::Failed => snapshot.failure.map(|it| failure(it, words)),
    };
    problem.cloned().unwrap_or_default()
}

const fn failure(failure: Failure, words: &Words) -> &Text {
    match failure {
        Failure::ScriptBlocked | Failure::ScriptTimeout | Failure::SdkMissing => &words.script,
        Failure::ServerUnreachable => &words.server,
        Failure::WidgetTimeout | Failure::SdkError | Failure::CartNotFound | Failure::Refused => {
            &words.technical
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
