//! What Klarna tells a merchant's server of its own accord: that a shopper has approved, and how an
//! order that was pending came out. Sent in the background, to the URLs of the session.
//!
//! Source: Klarna's guides to the authorization callback and to pending orders.

mod courier;
mod review;

use serde_json::{Value, json};

pub(crate) use courier::Courier;
pub use review::Review;

use crate::{Session, state::Records};

/// Something that has happened, to be told once the lock is released.
#[derive(Debug)]
pub(crate) enum Event {
    /// A shopper has approved.
    Approved(Box<Message>),
    /// An order, by its id, was placed and is looked at.
    Pending(String),
}

/// One thing to tell, and where.
#[derive(Clone)]
pub(crate) struct Message {
    /// `authorization` or `notification`: what the log calls it. The URL is a secret.
    kind: &'static str,
    url: String,
    session: String,
    merchant: String,
    body: Value,
    /// As much of the body as the log may show.
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
            kind: "authorization",
            url: url.to_owned(),
            session: session.id.clone(),
            merchant: session.merchant.clone(),
            body,
            logged: json!({ "session_id": session.id }),
        })
    }

    /// How a pending order came out; `None` where nobody is to be told.
    fn decided(records: &Records, order: &str, event_type: &str) -> Option<Self> {
        let order = records.orders.iter().find(|known| known.id == order)?;
        let session = records.sessions.get(&order.session)?;
        let body = json!({ "order_id": order.id, "event_type": event_type });
        Some(Self {
            kind: "notification",
            url: session.text("merchant_urls.notification")?.to_owned(),
            session: session.id.clone(),
            merchant: session.merchant.clone(),
            logged: body.clone(),
            body,
        })
    }
}
