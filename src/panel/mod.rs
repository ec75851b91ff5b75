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

use web_sys::Element;

use crate::text::{Messages, fill};

/// The class of the root: what is in `panel.html` goes inside it.
pub const CLASS: &str = "klarna-checkout";

/// The elements inside the root, before there is anything to show.
pub fn html(locale: &str) -> String {
    let words = Messages::for_locale(locale);
    fill(include_str!("panel.html"), &[("pay", words.pay)])
}

/// Where the widget goes in a panel; the element itself, where it is no panel.
pub fn widget_of(element: &Element) -> Element {
    let widget = element.query_selector(".klarna-checkout__widget");
    widget.ok().flatten().unwrap_or_else(|| element.clone())
}
