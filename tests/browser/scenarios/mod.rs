//! The tests, a file for each thing that a shopper may want or meet.

mod accessibility;
mod cart_changes;
mod clicking;
mod deciding;
mod focus;
mod keyboard;
mod leaving;
mod loading;
mod lost_answers;
mod mounting;
mod out_of_order;
mod paying;
mod picture;
mod refusals;
mod script_blocked;
mod sdk_agreements;
mod sdk_authorize;
mod sdk_calls;
mod sdk_categories;
mod sdk_events;
mod sdk_express;
mod sdk_faults;
mod sdk_finalize;
mod sdk_load;
mod sdk_load_options;
mod sdk_reauthorize;
mod sdk_review;
mod sdk_window;
mod session_changes;
mod shop;
mod waiting;
mod watching;

use crate::harness::Scenario;

/// Every test.
pub(crate) fn all() -> Vec<Scenario> {
    [
        shop::all(),
        watching::all(),
        paying::all(),
        deciding::all(),
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
        keyboard::all(),
        focus::all(),
        accessibility::all(),
        waiting::all(),
        picture::all(),
        sdk_calls::all(),
        sdk_load_options::all(),
        sdk_load::all(),
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
