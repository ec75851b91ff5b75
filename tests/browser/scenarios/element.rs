//! `<klarna-checkout>` in pages of others: from the package, in plain HTML, through the same servers
//! and windows as the shop.

mod asked;
mod attributes;
mod buying;
mod diagnostics;
mod forms;
mod lacking;
mod layout;
mod moving;
mod promises;
mod starting;

use crate::{harness::Scenario, pages::element_site};

/// Only where the element is built.
pub(crate) fn all() -> Vec<Scenario> {
    let Some(site) = element_site() else {
        return Vec::new();
    };
    let purchases = [buying::all(), starting::all(), moving::all()];
    let others = [
        promises::all(),
        attributes::all(),
        asked::all(),
        forms::all(),
        lacking::all(),
        layout::all(),
        diagnostics::all(),
    ];
    let purchases = purchases.into_iter().flatten();
    purchases
        .flat_map(Scenario::in_both_flows)
        .chain(others.into_iter().flatten())
        .map(|scenario| scenario.in_site(&site))
        .collect()
}
