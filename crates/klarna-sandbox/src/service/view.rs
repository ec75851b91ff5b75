//! The content of the widget and of the window.

use serde_json::{Value, json};

use super::{
    Decision, decision, delivery_address,
    offer::{self, covers, installment_count},
};
use crate::model::{Purpose, Question, Session, places_order, stores_token};

/// The widget's content for the options of a `load`. `None`: the session does not offer the categories
/// that they name.
pub(crate) fn widget_view(session: &Session, options: &Value) -> Option<Value> {
    if decision::on(&session.fields) == Decision::NotOffered {
        return None;
    }
    let methods = offered_methods(session, &requested_categories(options));
    if methods.is_empty() {
        return None;
    }
    let preferred = options["preferred_payment_method"]
        .as_str()
        .and_then(|name| preferred_method(name, &methods));
    Some(json!({
        "locale": session.text("locale"),
        "currency": session.text("purchase_currency"),
        "amount": due_now(session),
        "methods": methods,
        "preferred": preferred,
        "installments": session.country().map(installment_count),
        "is_stored": stores_token(&session.fields),
        "options": session.fields.get("options"),
    }))
}

/// The window's content: the merchant, the amount, the lines and the customer.
pub(super) fn window_view(session: &Session, question: &Question) -> Value {
    let approves = matches!(
        decision::on(&session.fields),
        Decision::Approve | Decision::ApprovePending
    );
    let lines: Vec<Value> = lines(session)
        .map(|line| {
            json!({
                "name": line["name"], "quantity": line["quantity"], "total": line["total_amount"],
            })
        })
        .collect();
    let is_delivered = question
        .express
        .is_some_and(|express| express.collects_address);
    let address = is_delivered
        .then(|| delivery_address::of_session(session))
        .flatten();
    json!({
        "merchant": session.merchant,
        "locale": session.text("locale"),
        "currency": session.text("purchase_currency"),
        "amount": due_now(session),
        "lines": lines,
        "email": session.text("billing_address.email").map(masked),
        "company": company(session),
        "ships_to": address.as_ref().map(delivery_address::in_a_line),
        "method": question.method,
        "is_stored": stores_token(&session.fields),
        "charges": charges(session),
        "has_grown": question.purpose == Purpose::Reauthorize,
        "default": if approves { "approve" } else { "decline" },
    })
}

fn lines(session: &Session) -> impl Iterator<Item = &Value> {
    let lines = session.fields.get("order_lines").and_then(Value::as_array);
    lines.into_iter().flatten()
}

/// The amount that is paid with the approval: nothing where only the payment method is stored, whatever
/// the session's amount is.
fn due_now(session: &Session) -> Option<i64> {
    if !places_order(&session.fields) {
        return Some(0);
    }
    session.order_amount()
}

/// The later charges and their intervals. No amount: the session names none, as for a free trial.
fn charges(session: &Session) -> Vec<Value> {
    lines(session)
        .filter(|line| line["subscription"].is_object())
        .map(|line| {
            json!({
                "name": line["subscription"]["name"],
                "interval": line["subscription"]["interval"],
                "interval_count": line["subscription"]["interval_count"],
                "amount": line["total_amount"].as_i64().filter(|amount| *amount > 0),
            })
        })
        .collect()
}

/// The company that buys, by name or without; `None` for a person. An `organization_name` alone makes
/// a company of the customer, whatever `customer.type` says.
fn company(session: &Session) -> Option<&str> {
    let name = session
        .text("billing_address.organization_name")
        .filter(|name| !name.is_empty());
    let is_organization = session.text("customer.type") == Some("organization");
    name.or(is_organization.then_some(""))
}

/// Returns the payment method that the shopper is asked to approve: the chosen one as long as the session
/// offers it, else the first that it offers. `chosen` is `None` without a widget.
pub(super) fn method_to_approve<'a>(
    session: &Session,
    options: &Value,
    chosen: Option<&'a str>,
) -> Option<&'a str> {
    let methods = offer::methods(&session.fields);
    // Either is in the other: the widget may list `card`, which is one of `pay_now`.
    let is_offered = |chosen: &&str| {
        let mut methods = methods.iter();
        methods.any(|method| covers(method, chosen) || covers(chosen, method))
    };
    chosen.filter(is_offered).or_else(|| {
        let methods = offered_methods(session, &requested_categories(options));
        methods.first().copied()
    })
}

/// `true` if a payment method takes the money in the moment of the purchase, which has to be finalized.
pub(super) fn takes_money_at_once(method: &str) -> bool {
    matches!(
        method,
        "pay_now" | "card" | "direct_debit" | "direct_bank_transfer"
    )
}

fn requested_categories(options: &Value) -> Vec<&str> {
    // An empty category is the only one of the session.
    let one = options["payment_method_category"]
        .as_str()
        .filter(|name| !name.is_empty());
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

/// The payment methods that are both offered and requested. `klarna` stands for all of them, and so does
/// an empty request; another category stands for the payment methods in it.
fn offered_methods(session: &Session, requested: &[&str]) -> Vec<&'static str> {
    let offered = |method: &&str| {
        let mut categories = session.categories.iter();
        categories.any(|category| covers(&category.identifier, method))
    };
    let wanted =
        |method: &&str| requested.is_empty() || requested.iter().any(|name| covers(name, method));
    let methods = offer::methods(&session.fields).into_iter();
    let methods = methods.filter(offered).filter(wanted);
    if requested.is_empty() || requested.contains(&"klarna") {
        methods.collect()
    } else {
        methods
            .flat_map(|method| closely(method, requested))
            .collect()
    }
}

/// The payment methods of a group that were requested, by the group's name or their own.
fn closely(method: &'static str, requested: &[&str]) -> Vec<&'static str> {
    let group: &[&str] = match method {
        "pay_now" => &["card", "direct_debit", "direct_bank_transfer"],
        "pay_later" => &["invoice"],
        _ => return vec![method],
    };
    let wanted = |one: &&str| requested.contains(&method) || requested.contains(one);
    group.iter().copied().filter(wanted).collect()
}

/// The listed payment method that a `preferred_payment_method` is, or belongs to.
fn preferred_method(preferred: &str, methods: &[&'static str]) -> Option<&'static str> {
    let names: &[&str] = match preferred {
        "direct_bank_transfer" => &["direct_bank_transfer", "pay_now"],
        "direct_debit" => &["direct_debit", "pay_now"],
        "pix" => &["pay_now"],
        "invoice" | "b2b_invoice" => &["invoice", "pay_later"],
        "base_account" | "deferred_interest" | "fixed_amount" => &["pay_over_time"],
        _ => return None,
    };
    let listed = |name: &&str| methods.iter().find(|method| *method == name).copied();
    names.iter().find_map(listed)
}

/// Enough of an e-mail address to recognise one's own: `c•••@email.de`.
fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}
