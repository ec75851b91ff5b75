//! Keeps an approval over a reload until its outcome is known, and an authorization until the
//! shopper confirms it on the last page.
//!
//! In the tab's session storage: it ends with the tab, and no other tab and no other site reads it.
//! What is kept is of use only to the merchant's server, which alone can place an order with it.

use checkout_contract::{AuthorizationToken, ClientToken};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{
    checkout::{Approval, Authorized, Binding, Generation, Held, Millis, Unfinished, WidgetName},
    fields::Fields,
    write::to_object,
};

#[wasm_bindgen(module = "/src/merchant/merchant.js")]
extern "C" {
    fn keep(base: &str, cart: &str, unfinished: &JsValue);
    fn recall(base: &str, cart: &str) -> JsValue;
    fn forget(base: &str, cart: &str);
}

/// A place for what is unfinished: that of this cart at this server.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    base: String,
    cart: String,
}

#[derive(Default, Serialize)]
struct Kept<'a> {
    session: &'a str,
    cart_version: u64,
    approved_at: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a AuthorizationToken>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    stores_token: bool,
    /// Only where the shopper has yet to confirm.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a ClientToken>,
    categories: &'a [String],
    outdated: bool,
}

impl<'a> Kept<'a> {
    fn of(unfinished: &'a Unfinished) -> Self {
        match unfinished {
            Unfinished::Approval(approval) => Self {
                session: &approval.binding.session,
                cart_version: approval.binding.cart_version,
                approved_at: approval.approved_at,
                token: Some(&approval.token),
                key: Some(&approval.key),
                stores_token: approval.stores_token,
                ..Self::default()
            },
            Unfinished::Authorized(authorized) => {
                let held = match &authorized.held {
                    Held::Token { token, key } => (Some(token), Some(&**key)),
                    Held::Finalize | Held::Outdated => (None, None),
                };
                Self {
                    session: &authorized.binding.session,
                    cart_version: authorized.binding.cart_version,
                    approved_at: authorized.approved_at,
                    token: held.0,
                    key: held.1,
                    client_token: Some(&authorized.client_token),
                    categories: &authorized.widget.categories,
                    outdated: authorized.held == Held::Outdated,
                    ..Self::default()
                }
            }
        }
    }
}

impl Memory {
    pub(crate) fn of(base: &str, cart: &str) -> Self {
        Self {
            base: base.to_owned(),
            cart: cart.to_owned(),
        }
    }

    /// Keeps it. A browser that has no storage, or a full one, keeps nothing; the server still
    /// knows.
    pub(crate) fn keep(&self, unfinished: &Unfinished) {
        keep(&self.base, &self.cart, &to_object(&Kept::of(unfinished)));
    }

    pub(crate) fn recall(&self) -> Option<Unfinished> {
        let kept = Fields::of(recall(&self.base, &self.cart))?;
        let binding = Binding {
            session: kept.text("session")?,
            cart_version: u64::try_from(kept.integer("cart_version")?).ok()?,
            generation: Generation::default(),
        };
        let approved_at = Millis::try_from(kept.integer("approved_at")?).ok()?;
        let token = kept.text("token").map(AuthorizationToken::new);
        let key = kept.text("key");
        let Some(client_token) = kept.text("client_token") else {
            return Some(Unfinished::Approval(Approval {
                binding,
                token: token?,
                key: key?,
                approved_at,
                stores_token: kept.flag("stores_token").unwrap_or_default(),
            }));
        };
        let categories = kept.list("categories")?;
        Some(Unfinished::Authorized(Authorized {
            binding,
            client_token: ClientToken::new(client_token),
            widget: WidgetName {
                categories: categories.iter().filter_map(|it| it.as_string()).collect(),
                instance: 0,
            },
            held: match (token, key) {
                (Some(token), Some(key)) => Held::Token { token, key },
                _ if kept.flag("outdated") == Some(true) => Held::Outdated,
                _ => Held::Finalize,
            },
            approved_at,
        }))
    }

    pub(crate) fn forget(&self) {
        forget(&self.base, &self.cart);
    }
}
