//! A shop with Klarna whose pages a server renders and the browser hydrates.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into what it makes"
)]

mod app;

pub use app::{App, Visit};

/// What the browser runs once the wasm is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
