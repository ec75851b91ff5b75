//! The panel: what a shopper sees of a checkout, drawn into a few elements.
//!
//! [`View`] says what is shown, and `panel.js` draws it: once for Leptos, which takes it from here,
//! and for the custom element, whose JavaScript takes it as it is.
//!
//! The elements are made once, from `panel.html`, and keep their nodes for good: Klarna's widget
//! lives in one of them, where nothing of ours goes in, and a screen reader and the focus rest on
//! others. They are the same whether a server, Leptos or the custom element has put them there.

mod ffi;
mod inputs;
mod view;

pub(crate) use ffi::{place, place_of_review};
pub(crate) use inputs::{Marks, mark};
pub use view::View;

use checkout_contract::Session;
use web_sys::{Element, EventTarget};

use crate::{
    checkout::Target,
    mount::{Mount, Snapshot},
    text,
    write::to_object,
};

/// The class of the root: what is in `panel.html` goes inside it.
pub const CLASS: &str = "klarna-checkout";

/// The elements inside the root, before there is anything to show. On a server, the button has its
/// words, and a session goes with them, for the browser to start with.
pub fn html(locale: &str, session: Option<&Session>) -> String {
    let panel = include_str!("panel.html").trim_ascii_end();
    let open = panel.strip_suffix(END).unwrap_or(panel);
    let script = session.and_then(script_with).unwrap_or_default();
    [&*script, open, &pay(locale), END].concat()
}

/// What ends the panel: its pay button's end.
const END: &str = "</button>";

/// What stands on the button.
#[cfg(feature = "ssr")]
fn pay(locale: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Words {
        pay: String,
    }
    // A test reads every language.
    serde_json::from_str(text::for_locale(locale))
        .map_or_else(|_| String::new(), |it: Words| it.pay)
}

/// In the browser it is drawn at once.
#[cfg(not(feature = "ssr"))]
fn pay(_locale: &str) -> String {
    String::new()
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

/// Draws a snapshot into the panel, in the words of that locale. `saving`: the page is changing the
/// cart, and pay is off.
pub fn paint(root: &Element, snapshot: &Snapshot, saving: bool, locale: &str) {
    let view = to_object(&View::of(snapshot, saving));
    // A test reads every language.
    if let Ok(words) = js_sys::JSON::parse(text::for_locale(locale)) {
        ffi::paint(root, &view, &words, locale);
    }
}

/// Moves the focus to the button, to the message, or to the first of the page's marked inputs, unless
/// the shopper is elsewhere.
pub fn focus(root: &Element, target: Target) {
    ffi::focus(root, target.name());
}

/// Does what the button or the radio that was clicked is for, if it was one.
pub fn press(mount: &Mount, clicked: Option<EventTarget>) {
    if let Some(pressed) = ffi::pressed(clicked.as_ref()) {
        let text = |at| pressed.get(at).as_string().unwrap_or_default();
        press_on(mount, &text(0), text(1));
    }
}

/// The same for the button or the radio of that name and value.
pub fn press_on(mount: &Mount, name: &str, value: String) {
    match name {
        "pay" => {
            // Only one of the two does anything.
            let _ = mount.pay() || mount.finalize();
        }
        "retry" | "change" => mount.retry(),
        "check" => mount.check(),
        "stop" => mount.stop_waiting(),
        // A radio is clicked by its keys, too.
        "radio" => mount.choose(value),
        _ => {}
    }
}
