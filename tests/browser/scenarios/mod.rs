//! The tests, a file for each thing that a shopper may want or meet.

mod paying;
mod picture;
mod shop;

use crate::harness::Scenario;

/// Every test.
pub(crate) fn all() -> Vec<Scenario> {
    [shop::all(), paying::all(), picture::all()]
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
