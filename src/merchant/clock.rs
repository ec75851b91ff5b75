//! The page's clock, and the server's moments on it.

use crate::checkout::Millis;

/// Now.
pub(crate) fn now() -> Millis {
    millis(js_sys::Date::now()).unwrap_or_default()
}

/// A moment in RFC 3339. `None` where it cannot be read: the session then ends when the server says
/// so.
pub(super) fn moment(text: &str) -> Option<Millis> {
    millis(js_sys::Date::parse(text))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole, and positive where it is finite and after 1970"
)]
fn millis(date: f64) -> Option<Millis> {
    (date.is_finite() && date >= 0.0).then_some(date as Millis)
}
