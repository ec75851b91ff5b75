//! Reads the contract's answers. A shape that is not the contract's is no answer.

use checkout_contract::{
    AssetUrls, ClientToken, Code, FraudStatus, Intent, Interval, MinorUnits, Money, Outcome,
    OutcomeStatus, PaymentMethodCategory, SessionState, Status, SubscriptionTerms,
};
use wasm_bindgen::JsValue;

use super::clock;
use crate::{checkout::OpenSession, fields::Fields};

pub(super) fn session(value: JsValue) -> Option<OpenSession> {
    let session = Fields::of(value)?;
    let amount = session.object("amount")?;
    let categories = session.list("payment_method_categories")?;
    Some(OpenSession {
        id: session.text("id")?,
        client_token: ClientToken::new(session.text("client_token")?),
        categories: categories.iter().map(category).collect::<Option<_>>()?,
        cart_version: u64::try_from(session.integer("cart_version")?).ok()?,
        intent: intent(&session.text("intent")?)?,
        amount: money(&amount)?,
        subscriptions: match session.list("subscriptions") {
            Some(terms) => terms.iter().map(subscription).collect::<Option<_>>()?,
            None => Vec::new(),
        },
        expires_at: clock::moment(&session.text("expires_at")?),
    })
}

fn money(amount: &Fields) -> Option<Money> {
    Some(Money {
        minor_units: MinorUnits(amount.integer("minor_units")?),
        currency: amount.text("currency")?.parse().ok()?,
    })
}

fn intent(name: &str) -> Option<Intent> {
    Intent::ALL.into_iter().find(|it| it.as_str() == name)
}

fn subscription(value: JsValue) -> Option<SubscriptionTerms> {
    let terms = Fields::of(value)?;
    let interval = terms.text("interval")?;
    Some(SubscriptionTerms {
        name: terms.text("name")?,
        amount: money(&terms.object("amount")?)?,
        interval: Interval::ALL
            .into_iter()
            .find(|it| it.as_str() == interval)?,
        interval_count: u32::try_from(terms.integer("interval_count")?).ok()?,
        next_charge_on: terms.text("next_charge_on")?,
    })
}

fn category(value: JsValue) -> Option<PaymentMethodCategory> {
    let category = Fields::of(value)?;
    Some(PaymentMethodCategory {
        identifier: category.text("identifier")?,
        name: category.text("name")?,
        asset_urls: category.object("asset_urls").map(|urls| AssetUrls {
            descriptive: urls.text("descriptive"),
            standard: urls.text("standard"),
        }),
    })
}

pub(super) fn outcome(value: JsValue) -> Option<Outcome> {
    let outcome = Fields::of(value)?;
    Some(Outcome {
        status: match outcome.text("status")?.as_str() {
            "placed" => OutcomeStatus::Placed,
            "stored" => OutcomeStatus::Stored,
            "pending" => OutcomeStatus::Pending,
            _ => return None,
        },
        order_id: outcome.text("order_id"),
        redirect_url: outcome.text("redirect_url"),
        fraud_status: match outcome.text("fraud_status").as_deref() {
            Some("ACCEPTED") => Some(FraudStatus::Accepted),
            Some("REJECTED") => Some(FraudStatus::Rejected),
            Some(_) => Some(FraudStatus::Pending),
            None => None,
        },
        token_stored: outcome.flag("token_stored").unwrap_or_default(),
    })
}

pub(super) fn status(value: JsValue) -> Option<Status> {
    let status = Fields::of(value.clone())?;
    Some(Status {
        status: match status.text("status")?.as_str() {
            "open" => SessionState::Open,
            "authorized" => SessionState::Authorized,
            "placed" => SessionState::Placed,
            "stored" => SessionState::Stored,
            "pending" => SessionState::Pending,
            "failed" => SessionState::Failed,
            _ => return None,
        },
        outcome: js_sys::Reflect::get(&value, &"outcome".into())
            .ok()
            .and_then(outcome),
    })
}

/// The code of a problem document; `None` for anything else.
pub(super) fn problem(value: JsValue) -> Option<Code> {
    Some(Code::from_name(&Fields::of(value)?.text("code")?))
}
