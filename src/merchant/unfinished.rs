//! Keeps an approval over a reload until its outcome is known, and an authorization until the shopper
//! confirms it on the last page.
//!
//! In the tab's session storage: it ends with the tab, and no other tab and no other site reads it.
//! It is of use only to the merchant's server, which alone can place an order with it.

use web_sys::Storage;

use crate::{checkout::Unfinished, early, js::to_json};

/// The place for what is unfinished of one cart at one server.
///
/// A browser that has no storage, or a full one, keeps nothing; the server still knows.
#[derive(Debug, Clone)]
pub(crate) struct UnfinishedStore {
    key: String,
}

impl UnfinishedStore {
    pub(crate) fn new(base: &str, cart: &str) -> Self {
        Self {
            key: early::storage_key(base, cart),
        }
    }

    pub(crate) fn keep(&self, unfinished: &Unfinished) {
        if let (Some(storage), Some(json)) = (storage(), to_json(unfinished)) {
            // A full storage keeps nothing.
            let _ = storage.set_item(&self.key, &json);
        }
    }

    pub(crate) fn recall(&self) -> Option<Unfinished> {
        let json = storage()?.get_item(&self.key).ok()??;
        let value = js_sys::JSON::parse(&json).ok()?;
        serde_wasm_bindgen::from_value(value).ok()
    }

    pub(crate) fn forget(&self) {
        if let Some(storage) = storage() {
            // A storage that refuses has kept nothing.
            let _ = storage.remove_item(&self.key);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
