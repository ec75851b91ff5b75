//! The tests, a file for each thing that a shopper may want or meet.

mod accessibility;
mod barriers;
mod cart_changes;
mod clicking;
mod companies;
mod deciding;
mod early;
mod element;
mod examples;
mod examples_leptos;
mod expiring;
mod express;
mod extras;
mod fields;
mod focus;
mod keyboard;
mod languages;
mod layout;
mod leaving;
mod limits;
mod loading;
mod logging;
mod lost_answers;
mod methods;
mod mounting;
mod out_of_order;
mod overlay;
mod paying;
mod picture;
mod policy;
mod refusals;
mod renewing;
mod reviewing;
mod sandbox_page;
mod script_blocked;
mod sdk_agreements;
mod sdk_authorize;
mod sdk_barriers;
mod sdk_calls;
mod sdk_categories;
mod sdk_events;
mod sdk_express;
mod sdk_faults;
mod sdk_finalize;
mod sdk_flows;
mod sdk_library;
mod sdk_load;
mod sdk_load_options;
mod sdk_reauthorize;
mod sdk_review;
mod sdk_window;
mod session_changes;
mod shop;
mod shop_builds;
mod starting_early;
mod subscribing;
mod told_by_klarna;

mod two_steps;
mod two_steps_changes;
mod waiting;
mod watching;

use anyhow::Result;

use crate::harness::{Scenario, Test};

/// Every test.
pub(crate) fn all() -> Vec<Scenario> {
    let purchases = purchases().into_iter().flat_map(Scenario::in_both_flows);
    purchases.chain(others()).chain(of_the_sdk()).collect()
}

/// The ways to buy: each works in both flows of Klarna's SDK.
fn purchases() -> Vec<Scenario> {
    [
        paying::all(),
        deciding::all(),
        subscribing::all(),
        extras::all(),
        two_steps::all(),
        two_steps_changes::all(),
        methods::all(),
        companies::all(),
        express::all(),
        overlay::all(),
        examples::all(),
        examples_leptos::all(),
        starting_early::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn others() -> Vec<Scenario> {
    [
        shop::all(),
        watching::all(),
        out_of_order::all(),
        script_blocked::all(),
        loading::all(),
        mounting::all(),
        leaving::all(),
        clicking::all(),
        cart_changes::all(),
        session_changes::all(),
        lost_answers::all(),
        refusals::all(),
        renewing::all(),
        told_by_klarna::all(),
        reviewing::all(),
        expiring::all(),
        logging::all(),
        limits::all(),
        fields::all(),
        element::all(),
        languages::all(),
        layout::all(),
        barriers::all(),
        keyboard::all(),
        focus::all(),
        accessibility::all(),
        waiting::all(),
        picture::all(),
        policy::all(),
        early::all(),
        shop_builds::all(),
        starting_early::all(),
        sandbox_page::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The sandbox's SDK, without a shop.
fn of_the_sdk() -> Vec<Scenario> {
    [
        sdk_calls::all(),
        sdk_flows::all(),
        sdk_library::all(),
        sdk_load_options::all(),
        sdk_load::all(),
        sdk_barriers::all(),
        sdk_categories::all(),
        sdk_authorize::all(),
        sdk_finalize::all(),
        sdk_reauthorize::all(),
        sdk_review::all(),
        sdk_window::all(),
        sdk_agreements::all(),
        sdk_events::all(),
        sdk_express::all(),
        sdk_faults::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The same test in a European and in a North American market: with the tax inside of the prices, and
/// with the tax as a line of its own.
fn in_each_market<Fut>(name: &str, test: fn(Test, &'static str) -> Fut) -> Vec<Scenario>
where
    Fut: Future<Output = Result<()>> + 'static,
{
    let of_market =
        |market| Scenario::new(format!("{name}_in_{market}"), move |it| test(it, market));
    ["SE", "US"].map(of_market).into()
}

/// The same test of a purchase made once and of a subscription, each in both markets.
fn in_each_form<Fut>(name: &str, test: fn(Test, &'static str, &'static str) -> Fut) -> Vec<Scenario>
where
    Fut: Future<Output = Result<()>> + 'static,
{
    let mut all = in_both_forms(name, test);
    let others = [("SE", "subscription"), ("US", "once")];
    all.extend(others.map(|form| of_form(name, form, test)));
    all
}

/// The same, of each form in one of the markets: where the market makes no difference.
fn in_both_forms<Fut>(
    name: &str,
    test: fn(Test, &'static str, &'static str) -> Fut,
) -> Vec<Scenario>
where
    Fut: Future<Output = Result<()>> + 'static,
{
    [("SE", "once"), ("US", "subscription")]
        .map(|form| of_form(name, form, test))
        .into()
}

fn of_form<Fut>(
    name: &str,
    (market, basket): (&'static str, &'static str),
    test: fn(Test, &'static str, &'static str) -> Fut,
) -> Scenario
where
    Fut: Future<Output = Result<()>> + 'static,
{
    let name = format!("{name}_{basket}_in_{market}");
    Scenario::new(name, move |it| test(it, market, basket))
}

/// A list of tests out of the functions' names.
macro_rules! scenarios {
    ($($test:ident),* $(,)?) => {
        vec![$($crate::harness::Scenario::new(
            concat!(module_path!(), "::", stringify!($test)).trim_start_matches("browser::scenarios::"),
            $test,
        )),*]
    };
}
use scenarios;
