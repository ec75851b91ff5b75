//! The names that pages act on: each is its value's name in kebab case, so it says what it means and
//! no two are the same.

use std::fmt::Debug;

use crate::checkout::{Failure, Phase};

fn kebab(value: impl Debug) -> String {
    let mut name = String::new();
    for letter in format!("{value:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[test]
fn a_failures_code_is_its_name() {
    for failure in Failure::ALL {
        assert_eq!(failure.code(), kebab(failure));
    }
}

#[test]
fn a_phases_name_is_the_pages_data_state() {
    for phase in Phase::ALL {
        assert_eq!(phase.name(), kebab(phase));
    }
}
