//! Klarna's callbacks to a merchant's server: a shopper has approved, an order exists, a pending order
//! is decided. Sent in the background, to the URLs of the session or of the order.
//!
//! Source: Klarna's guides to the authorization callback and to pending orders, and the Payments API's
//! description.

mod dispatcher;
mod review;

use serde_json::{Value, json};

pub(crate) use dispatcher::CallbackDispatcher;
pub use review::Review;

use crate::{CallbackKind, Order, Session, placeholder, state::Records};

/// Something that has happened, to be told once the lock is released.
#[derive(Debug)]
pub(crate) enum Event {
    /// A callback is due: a shopper has approved, or an order exists.
    Due(Box<Message>),
    /// An order, by its id, was placed and is looked at.
    Pending(String),
}

/// One thing to tell, and where.
#[derive(Clone)]
pub(crate) struct Message {
    /// Its name in the log. The URL is a secret.
    kind: CallbackKind,
    url: String,
    session: String,
    merchant: String,
    /// JSON, or `None` for an empty body.
    body: Option<Value>,
    /// The part of the body that the log may show; for an empty one, the ids that it is about.
    logged: Value,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("kind", &self.kind)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl Message {
    /// That a shopper has approved; `None` where the session names no `merchant_urls.authorization`.
    pub(crate) fn approved(session: &Session, token: &str) -> Option<Self> {
        let url = session.text("merchant_urls.authorization")?;
        let mut body = json!({ "authorization_token": token, "session_id": session.id });
        for reference in ["merchant_reference1", "merchant_reference2"] {
            if let Some(value) = session.fields.get(reference) {
                body[reference] = value.clone();
            }
        }
        Some(Self {
            kind: CallbackKind::Authorization,
            url: url.to_owned(),
            session: session.id.clone(),
            merchant: session.merchant.clone(),
            body: Some(body),
            logged: json!({ "session_id": session.id }),
        })
    }

    /// The push for an order that exists: to the URL that the order brings or, unless a customer token
    /// was charged, that its session has. `None` where neither names a `merchant_urls.push`.
    pub(crate) fn placed(session: &Session, order: &Order) -> Option<Self> {
        let of_order = order.request["merchant_urls"]["push"].as_str();
        let of_session = match order.token {
            None => session.text("merchant_urls.push"),
            Some(_) => None,
        };
        Some(Self {
            kind: CallbackKind::Push,
            url: placeholder::fill(of_order.or(of_session)?, &session.id, &order.id),
            session: session.id.clone(),
            merchant: order.merchant.clone(),
            // Klarna publishes no body for it. With none, a merchant's server can rely on nothing but
            // the ids in its own URL, and reads the order.
            body: None,
            logged: json!({ "order_id": order.id, "session_id": session.id }),
        })
    }

    /// How a pending order came out; `None` where nobody is to be told.
    fn decided(records: &Records, order: &str, event_type: &str) -> Option<Self> {
        let order = records.order(order)?;
        let session = records.sessions.get(&order.session)?;
        let body = json!({ "order_id": order.id, "event_type": event_type });
        Some(Self {
            kind: CallbackKind::Notification,
            url: placeholder::fill(
                session.text("merchant_urls.notification")?,
                &session.id,
                &order.id,
            ),
            session: session.id.clone(),
            merchant: session.merchant.clone(),
            logged: body.clone(),
            body: Some(body),
        })
    }
}
