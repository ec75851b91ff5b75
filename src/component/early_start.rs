//! The start before the wasm, in a page that a server renders.

use leptos::prelude::*;

use crate::sdk::KLARNA_SCRIPT;

/// Starts a checkout before the page's wasm is there: an inline script that asks for Klarna's script and
/// the session, and loads the widget into the checkout's element. Hydration keeps that element, and the
/// checkout takes what is there or on its way.
///
/// Put it behind the [`KlarnaCheckout`](crate::KlarnaCheckout) that it is for, with the same values. A
/// checkout with other values asks anew.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_klarna::{KlarnaCheckout, KlarnaEarlyStart};
///
/// #[component]
/// fn Checkout(cart: String) -> impl IntoView {
///     view! {
///         <KlarnaCheckout cart=cart.clone() locale="sv-SE"/>
///         <KlarnaEarlyStart cart=cart locale="sv-SE"/>
///     }
/// }
/// ```
///
/// # In a browser
/// Does nothing where no server has rendered it: a page that is drawn in the browser alone starts early
/// with `klarna-early.js` (the guide's "Start before the wasm").
#[component]
pub fn KlarnaEarlyStart(
    /// One-time. The cart that is paid.
    #[prop(into)]
    cart: String,
    /// One-time. Language and country of the page.
    #[prop(into)]
    locale: String,
    /// One-time. The URL below which the merchant's server answers.
    #[prop(into, default = "/klarna".to_owned())]
    base: String,
    /// One-time. The URL of Klarna's script.
    #[prop(into, default = KLARNA_SCRIPT.to_owned())]
    script: String,
    /// One-time. The nonce of the page's content security policy; where it is left out, the one that
    /// Leptos has for the page.
    #[prop(into, optional)]
    nonce: Option<String>,
    /// One-time. `false` in a checkout of several pages.
    #[prop(default = true)]
    auto_finalize: bool,
    /// One-time. The payment method that the widget preselects.
    #[prop(into, optional)]
    preferred_payment_method: Option<String>,
) -> impl IntoView {
    let nonce = nonce.or_else(|| use_nonce().map(|nonce| nonce.to_string()));
    let source = source(&Start {
        cart,
        locale,
        base,
        script,
        nonce: nonce.clone(),
        auto_finalize,
        preferred_payment_method,
    });
    view! { <script type="module" async nonce=nonce>{source}</script> }
}

/// The options of `start` in `klarna-early.js`.
#[cfg_attr(feature = "ssr", derive(serde::Serialize))]
#[cfg_attr(feature = "ssr", serde(rename_all = "camelCase"))]
#[cfg_attr(not(feature = "ssr"), allow(dead_code, reason = "read on a server"))]
struct Start {
    cart: String,
    locale: String,
    base: String,
    script: String,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    nonce: Option<String>,
    auto_finalize: bool,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    preferred_payment_method: Option<String>,
}

/// The module, and the call that starts it. A `<` in it could end the element.
#[cfg(feature = "ssr")]
fn source(start: &Start) -> String {
    const MODULE: &str = include_str!(concat!(env!("OUT_DIR"), "/klarna-early.js"));
    const FIND: &str = r#"{
session: document.querySelector(".klarna-checkout[data-session]")?.dataset.session,
container: () => document.querySelector(".klarna-checkout__widget"),
}"#;
    let Ok(start) = serde_json::to_string(start) else {
        return String::new();
    };
    let start = start.replace('<', "\\u003c");
    format!("{MODULE}\nstart({{...{start}, ...{FIND}}});")
}

/// The server's, in whose HTML it is.
#[cfg(not(feature = "ssr"))]
const fn source(_start: &Start) -> String {
    String::new()
}
