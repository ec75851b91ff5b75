//! A session in the HTML: the server that renders the page has opened it, and the browser starts with it.

use checkout_contract::Session;
use web_sys::Element;

use crate::dom::ROOT;

/// The root's attribute with the session's JSON.
const ATTRIBUTE: &str = "data-session";

/// Returns the value of the root's `data-session`, on a server. In the browser the session is used as it
/// is.
#[cfg(feature = "ssr")]
pub(crate) fn attribute(session: Option<&Session>) -> Option<String> {
    serde_json::to_string(session?).ok()
}

/// Returns the value of the root's `data-session`, on a server. In the browser the session is used as it
/// is.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn attribute(_session: Option<&Session>) -> Option<String> {
    None
}

/// Takes the session that the server has put into the HTML around the widget's element: once, for it is
/// not a later checkout's.
pub(crate) fn take(container: &Element) -> Option<Session> {
    let root = container.closest(&[".", ROOT].concat()).ok()??;
    let json = root.get_attribute(ATTRIBUTE)?;
    root.remove_attribute(ATTRIBUTE).ok()?;
    let session = js_sys::JSON::parse(&json).ok()?;
    serde_wasm_bindgen::from_value(session).ok()
}
