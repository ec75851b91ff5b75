//! A page's heading, which takes the focus after a navigation.

use leptos::{html, prelude::*};

use super::focus;

/// `true` once a page has been shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landing(StoredValue<bool>);

impl Default for Landing {
    fn default() -> Self {
        Self(StoredValue::new(false))
    }
}

/// The page's title and `h1`. On every page after the first it takes the focus, as in a browser that
/// loads a page: a screen reader announces the new page.
#[component]
pub(crate) fn Heading(
    /// The title; one-time.
    text: &'static str,
) -> impl IntoView {
    document().set_title(&format!("{text} · Lantern & Loom"));
    let node = NodeRef::<html::H1>::new();
    let Landing(landed) = expect_context();
    Effect::new(move || {
        let Some(heading) = node.get() else {
            return;
        };
        if landed.get_value() {
            focus(&heading);
        }
        landed.set_value(true);
    });
    view! { <h1 node_ref=node tabindex="-1">{text}</h1> }
}
