//! Klarna's callbacks to a merchant's server: a shopper has approved, an order exists, a pending order
//! is decided. Each is written into the outbox, as the faults in force shape it.
//!
//! Source: Klarna's guides to the authorization callback and to pending orders, and the Payments API's
//! description.

use std::time::Duration;

use serde_json::{Value, json};

use super::placeholder;
use crate::model::{
    Callback, CallbackKind, Fault, FaultKind, FaultTarget, Order, Records, Session,
};

/// Writes that a shopper has approved. Nothing happens where the session names no
/// `merchant_urls.authorization`.
pub(crate) fn approved(records: &mut Records, session: &Session, token: &str) {
    let Some(url) = session.text("merchant_urls.authorization") else {
        return;
    };
    let mut body = json!({ "authorization_token": token, "session_id": session.id });
    for reference in ["merchant_reference1", "merchant_reference2"] {
        if let Some(value) = session.fields.get(reference) {
            body[reference] = value.clone();
        }
    }
    let about = Content {
        body: Some(body),
        logged: json!({ "session_id": session.id }),
    };
    write(
        records,
        CallbackKind::Authorization,
        session,
        url.to_owned(),
        about,
    );
}

/// Writes the push for an order that exists, to the URL that the order brings or, unless a customer
/// token was charged, that its session has. Nothing happens where neither names a
/// `merchant_urls.push`.
pub(crate) fn placed(records: &mut Records, session: &Session, order: &Order) {
    let of_order = order.request["merchant_urls"]["push"].as_str();
    let of_session = match order.token {
        None => session.text("merchant_urls.push"),
        Some(_) => None,
    };
    let Some(url) = of_order.or(of_session) else {
        return;
    };
    let url = placeholder::fill(url, &session.id, &order.id);
    let about = Content {
        // Klarna publishes no body for it. Without one, a merchant's server can rely on nothing but
        // the ids in its own URL, and reads the order.
        body: None,
        logged: json!({ "order_id": order.id, "session_id": session.id }),
    };
    write(records, CallbackKind::Push, session, url, about);
}

/// Writes the decision on a pending order. Nothing happens where the session names no
/// `merchant_urls.notification`.
pub(crate) fn decided(records: &mut Records, session: &Session, order: &str, event_type: &str) {
    let Some(url) = session.text("merchant_urls.notification") else {
        return;
    };
    let url = placeholder::fill(url, &session.id, order);
    let body = json!({ "order_id": order, "event_type": event_type });
    let about = Content {
        logged: body.clone(),
        body: Some(body),
    };
    write(records, CallbackKind::Notification, session, url, about);
}

/// The body of a callback, and what of it the log shows.
struct Content {
    body: Option<Value>,
    logged: Value,
}

fn write(
    records: &mut Records,
    kind: CallbackKind,
    session: &Session,
    url: String,
    Content { body, logged }: Content,
) {
    let (delay, copies) = delivery(&take_faults(records, kind, &session.id));
    if copies == 0 {
        return;
    }
    records.outbox.push(Callback {
        kind,
        url,
        session: session.id.clone(),
        merchant: session.merchant.clone(),
        body,
        logged,
        delay,
        copies,
    });
}

/// Takes every fault that applies to a callback of a session now.
fn take_faults(records: &mut Records, callback: CallbackKind, session: &str) -> Vec<Fault> {
    records.faults.take(Some(session), |fault| {
        let narrowed = fault.options.callback;
        fault.kind.target() == FaultTarget::Callback && narrowed.is_none_or(|to| to == callback)
    })
}

/// The pause before a callback, and the number of times it is sent.
fn delivery(faults: &[Fault]) -> (Duration, u32) {
    let has = |kind| faults.iter().any(|fault| fault.kind == kind);
    let late = faults.iter().filter(|f| f.kind == FaultKind::CallbackLate);
    let copies = if has(FaultKind::CallbackNever) {
        0
    } else if has(FaultKind::CallbackTwice) {
        2
    } else {
        1
    };
    (late.map(Fault::delay).sum(), copies)
}
