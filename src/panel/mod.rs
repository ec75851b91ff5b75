//! The panel: what a shopper sees of a checkout, drawn into a few elements.
//!
//! The elements are made once, from `panel.html`, and keep their nodes for good: Klarna's widget
//! lives in one of them, where nothing of ours goes in, and a screen reader and the focus rest on
//! others. They are the same whether a server, Leptos or the custom element has put them there.

mod methods;
mod paint;
mod press;
mod terms;
mod words;

pub use paint::{focus, paint};
pub use press::press;

use checkout_contract::Session;
use web_sys::Element;

use crate::text::{Messages, fill};

/// The class of the root: what is in `panel.html` goes inside it.
pub const CLASS: &str = "klarna-checkout";

/// The elements inside the root, before there is anything to show. On a server, a session goes with
/// them, for the browser to start with.
pub fn html(locale: &str, session: Option<&Session>) -> String {
    let words = Messages::for_locale(locale);
    let panel = fill(include_str!("panel.html"), &[("pay", words.pay)]);
    match session.and_then(script_with) {
        Some(script) => [script, panel].concat(),
        None => panel,
    }
}

/// A script element with the session's JSON. A `<` in it could end the element.
#[cfg(feature = "ssr")]
fn script_with(session: &Session) -> Option<String> {
    let json = serde_json::to_string(session).ok()?;
    let json = json.replace('<', "\\u003c");
    Some(format!(
        r#"<script type="application/json">{json}</script>"#
    ))
}

/// In the browser the session is used as it is.
#[cfg(not(feature = "ssr"))]
fn script_with(_session: &Session) -> Option<String> {
    None
}

/// The session's JSON that a server has put into the panel.
pub fn session_in(root: &Element) -> Option<String> {
    let script = root.query_selector("script[type=\"application/json\"]");
    script.ok()??.text_content()
}

/// Where the widget goes in a panel; the element itself, where it is no panel.
pub fn widget_of(element: &Element) -> Element {
    let widget = element.query_selector(".klarna-checkout__widget");
    widget.ok().flatten().unwrap_or_else(|| element.clone())
}
