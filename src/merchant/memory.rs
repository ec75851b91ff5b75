//! Keeps an approval over a reload, until its outcome is known.
//!
//! In the tab's session storage: it ends with the tab, and no other tab and no other site reads it.
//! What is kept is of use only to the merchant's server, which alone can place an order with it.

use checkout_contract::AuthorizationToken;
use serde::Serialize;

use super::http;
use crate::{
    checkout::{Approval, Binding, Generation, Millis},
    fields::Fields,
};

/// A place for one approval: that of this cart at this server.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    name: String,
}

#[derive(Serialize)]
struct Kept {
    session: String,
    cart_version: u64,
    token: AuthorizationToken,
    key: String,
    approved_at: Millis,
}

impl Memory {
    pub(crate) fn of(base: &str, cart: &str) -> Self {
        Self {
            name: ["klarna-checkout ", base, " ", cart].concat(),
        }
    }

    /// Keeps it. A browser that has no storage, or a full one, keeps nothing; the server still
    /// knows.
    pub(crate) fn keep(&self, approval: &Approval) {
        let kept = Kept {
            session: approval.binding.session.clone(),
            cart_version: approval.binding.cart_version,
            token: approval.token.clone(),
            key: approval.key.clone(),
            approved_at: approval.approved_at,
        };
        if let (Some(storage), Some(json)) = (storage(), http::to_json(&kept)) {
            let _ = storage.set_item(&self.name, &json);
        }
    }

    pub(crate) fn recall(&self) -> Option<Approval> {
        let json = storage()?.get_item(&self.name).ok()??;
        let kept = Fields::of(js_sys::JSON::parse(&json).ok()?)?;
        Some(Approval {
            binding: Binding {
                session: kept.text("session")?,
                cart_version: u64::try_from(kept.integer("cart_version")?).ok()?,
                generation: Generation::default(),
            },
            token: AuthorizationToken::new(kept.text("token")?),
            key: kept.text("key")?,
            approved_at: Millis::try_from(kept.integer("approved_at")?).ok()?,
        })
    }

    pub(crate) fn forget(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.name);
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
