//! What the widget and the window show of a session.

use serde_json::{Value, json};

use super::approval::Purpose;
use crate::{
    Decision, Session,
    offer::{self, covers},
};

/// What the widget shows for the options of a `load`; `None` where the session does not offer what
/// they ask for.
pub(super) fn widget_view(session: &Session, options: &Value) -> Option<Value> {
    if session.decision() == Decision::NotOffered {
        return None;
    }
    let methods = offered_methods(session, &requested_categories(options));
    if methods.is_empty() {
        return None;
    }
    Some(json!({
        "locale": session.text("locale"),
        "currency": session.text("purchase_currency"),
        "amount": session.fields.get("order_amount"),
        "methods": methods,
        "preferred": options["preferred_payment_method"].as_str().and_then(method_of),
    }))
}

/// What the window shows: who asks for how much, for what, and whom.
pub(super) fn window_view(session: &Session, method: Option<&str>, purpose: Purpose) -> Value {
    let approves = matches!(
        session.decision(),
        Decision::Approve | Decision::ApprovePending
    );
    let lines = session.fields.get("order_lines").and_then(Value::as_array);
    let lines: Vec<Value> = lines
        .into_iter()
        .flatten()
        .map(|line| {
            json!({
                "name": line["name"], "quantity": line["quantity"], "total": line["total_amount"],
            })
        })
        .collect();
    json!({
        "merchant": session.merchant,
        "locale": session.text("locale"),
        "currency": session.text("purchase_currency"),
        "amount": session.fields.get("order_amount"),
        "lines": lines,
        "email": session.text("billing_address.email").map(masked),
        "method": method,
        "has_grown": purpose == Purpose::Reauthorize,
        "default": if approves { "approve" } else { "decline" },
    })
}

/// The way to pay that is preselected where no widget was shown to choose one.
pub(super) fn first_method(session: &Session, options: &Value) -> Option<&'static str> {
    let methods = offered_methods(session, &requested_categories(options));
    methods.first().copied()
}

/// Whether the money is taken in the moment of the purchase, so that it has to be finalized.
pub(super) fn takes_money_at_once(method: &str) -> bool {
    matches!(
        method,
        "pay_now" | "card" | "direct_debit" | "direct_bank_transfer"
    )
}

fn requested_categories(options: &Value) -> Vec<&str> {
    let one = options["payment_method_category"].as_str();
    let several = &options["payment_method_categories"];
    let listed = several
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    one.into_iter()
        .chain(several.as_str())
        .chain(listed)
        .collect()
}

/// The ways to pay that are both offered and asked for. `klarna` stands for all of them, and who asks
/// for nothing gets all.
fn offered_methods(session: &Session, requested: &[&str]) -> Vec<&'static str> {
    let offered = |method: &&str| {
        let mut categories = session.categories.iter();
        categories.any(|category| covers(&category.identifier, method))
    };
    let wanted =
        |method: &&str| requested.is_empty() || requested.iter().any(|name| covers(name, method));
    offer::methods(&session.fields)
        .into_iter()
        .filter(offered)
        .filter(wanted)
        .collect()
}

/// The way to pay that a `preferred_payment_method` belongs to.
fn method_of(preferred: &str) -> Option<&'static str> {
    match preferred {
        "direct_bank_transfer" | "direct_debit" | "pix" => Some("pay_now"),
        "invoice" | "b2b_invoice" => Some("pay_later"),
        "base_account" | "deferred_interest" | "fixed_amount" => Some("pay_over_time"),
        _ => None,
    }
}

/// Enough of an e-mail address to recognise one's own: `c•••@email.de`.
fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}
