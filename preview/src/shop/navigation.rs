//! Addresses inside the shop, and the number of pages that the checkout has.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_query_map},
};

const STEPS: &str = "steps";
const REVIEW: &str = "/checkout/review";

/// The number of pages that the checkout has: one, or two with `?steps=2`. Links keep it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps(Memo<bool>);

impl Steps {
    /// Returns `true` if the shopper reviews the order on a page of its own.
    pub(crate) fn has_review(self) -> bool {
        self.0.get()
    }

    /// Returns a link to a page of the shop that keeps the number of pages.
    pub(crate) fn link(self, path: &str) -> String {
        link(path, self.0.get())
    }

    /// Returns the same link without following later changes.
    pub(crate) fn link_untracked(self, path: &str) -> String {
        link(path, self.0.get_untracked())
    }

    /// Returns a link to the page on which the shopper reviews the order.
    pub(crate) fn review_link(self) -> String {
        self.link(REVIEW)
    }

    /// Returns the same link without following later changes.
    pub(crate) fn review_link_untracked(self) -> String {
        self.link_untracked(REVIEW)
    }
}

/// Returns the number of pages that the checkout has, by the address of this page.
pub(crate) fn use_steps() -> Steps {
    let query = use_query_map();
    let path = use_location().pathname;
    Steps(Memo::new(move |_| {
        let has_parameter = query.with(|query| query.get_str(STEPS) == Some("2"));
        has_parameter || path.get() == REVIEW
    }))
}

fn link(path: &str, has_review: bool) -> String {
    if has_review {
        format!("{path}?{STEPS}=2")
    } else {
        path.to_owned()
    }
}

/// Returns the path of an order's confirmation.
pub(crate) fn confirmation_path(order: &str) -> String {
    format!("/confirmation?order={order}")
}

/// Returns options that replace the history's current entry: there is no way back to it.
pub(crate) fn replace_entry() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    }
}
