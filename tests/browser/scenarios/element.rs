//! `<klarna-checkout>` in pages of others: from the package, in plain HTML, through the same servers
//! and windows as the shop.

mod attributes;
mod buying;
mod moving;
mod promises;
mod starting;

use crate::{harness::Scenario, pages::element_site};

/// Only where the element is built.
pub(crate) fn all() -> Vec<Scenario> {
    let Some(site) = element_site() else {
        return Vec::new();
    };
    [
        buying::all(),
        promises::all(),
        attributes::all(),
        starting::all(),
        moving::all(),
    ]
    .into_iter()
    .flatten()
    .map(|scenario| scenario.in_site(&site))
    .collect()
}
