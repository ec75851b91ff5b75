//! How many pages the checkout has, kept in the page's own links.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

const STEPS: &str = "steps";
const REVIEW: &str = "/checkout/review";

/// How many pages the checkout has: one, or two with `?steps=2`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps(Memo<bool>);

impl Steps {
    /// Whether the shopper reviews the order on a page of its own.
    pub(crate) fn are_two(self) -> bool {
        self.0.get()
    }

    /// A link to a page of the shop that keeps the number of pages.
    pub(crate) fn link(self, path: &str) -> String {
        link(path, self.0.get())
    }

    /// The same for the moment, without following later changes.
    pub(crate) fn link_untracked(self, path: &str) -> String {
        link(path, self.0.get_untracked())
    }

    /// The page on which the shopper reviews the order.
    pub(crate) fn review_untracked(self) -> String {
        self.link_untracked(REVIEW)
    }
}

/// How many pages the checkout has, by the address of this page.
pub(crate) fn use_steps() -> Steps {
    let query = use_query_map();
    let path = use_location().pathname;
    Steps(Memo::new(move |_| {
        let asked = query.with(|query| query.get_str(STEPS) == Some("2"));
        asked || path.get() == REVIEW
    }))
}

fn link(path: &str, two: bool) -> String {
    if two {
        format!("{path}?{STEPS}=2")
    } else {
        path.to_owned()
    }
}
