//! Moving the focus, for a screen reader to follow.

use web_sys::HtmlElement;

/// Moves the focus to an element.
pub(crate) fn focus(element: &HtmlElement) {
    // The browser refuses only an element that cannot take the focus.
    let _ = element.focus();
}
