//! Where Klarna's script is: the server knows.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{shop::use_shop, widgets::TroubleNotice};

/// The nonce that the server gave this page's scripts; empty where it gave none. For Klarna's script,
/// under a content security policy.
pub(super) fn nonce() -> String {
    let given = document().query_selector("script[nonce]").ok().flatten();
    let given = given.and_then(|script| script.dyn_into::<web_sys::HtmlElement>().ok());
    given.map(|script| script.nonce()).unwrap_or_default()
}

/// Shows what needs Klarna's script once it is known where that is.
#[component]
pub(super) fn WithScript<F, V>(
    /// Draws it with the script's address.
    draw: F,
    /// Shown meanwhile.
    #[prop(into, optional)]
    meanwhile: ViewFn,
    /// Whether to say nothing where the server does not answer.
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
        None => meanwhile.run(),
        Some(Ok(script)) => draw(script).into_any(),
        Some(Err(_)) if quiet => ().into_any(),
        Some(Err(trouble)) => {
            view! { <TroubleNotice trouble on_retry=move |()| shop.load_config()/> }.into_any()
        }
    }
}
