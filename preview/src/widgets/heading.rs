//! A page's heading, which is also where a shopper lands.

use leptos::{html, prelude::*};

/// Whether a page has been shown before this one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landing(StoredValue<bool>);

impl Default for Landing {
    fn default() -> Self {
        Self(StoredValue::new(false))
    }
}

/// The page's title and `h1`. On every page after the first it takes the focus, as a browser does
/// when it loads a page: a screen reader says where the shopper has come to.
#[component]
pub(crate) fn Heading(
    /// The title; one-time.
    text: &'static str,
) -> impl IntoView {
    document().set_title(&format!("{text} · Lantern & Loom"));
    let node = NodeRef::<html::H1>::new();
    let landing = use_context::<Landing>();
    Effect::new(move || {
        let (Some(heading), Some(Landing(landed))) = (node.get(), landing) else {
            return;
        };
        if landed.get_value() {
            // Refused only for an element that cannot take the focus.
            let _ = heading.focus();
        }
        landed.set_value(true);
    });
    view! { <h1 node_ref=node tabindex="-1">{text}</h1> }
}
