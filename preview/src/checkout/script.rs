//! Klarna's script: its address and its nonce.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{shop::use_shop, widgets::ErrorNotice};

/// Returns the nonce that the content security policy allows for scripts, for Klarna's script; empty if
/// the server set none.
pub(super) fn nonce() -> String {
    let script = document().query_selector("script[nonce]").ok().flatten();
    let script = script.and_then(|script| script.dyn_into::<web_sys::HtmlElement>().ok());
    script.map(|script| script.nonce()).unwrap_or_default()
}

/// Draws its content once the address of Klarna's script is known.
#[component]
pub(super) fn WithScript<F, V>(
    /// Draws the content with the script's address.
    draw: F,
    /// Shown while the address is loading.
    #[prop(into, optional)]
    fallback: ViewFn,
    /// `true` if an error is not shown.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView
where
    F: Fn(String) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let shop = use_shop();
    let script = Memo::new(move |_| shop.config().map(|config| config.map(|it| it.sdk_url)));
    move || match script.get() {
        None => fallback.run(),
        Some(Ok(script)) => draw(script).into_any(),
        Some(Err(_)) if quiet => ().into_any(),
        Some(Err(error)) => {
            view! { <ErrorNotice error on_retry=move |()| shop.load_config()/> }.into_any()
        }
    }
}
