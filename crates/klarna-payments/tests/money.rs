//! Amounts and currencies: exact, or refused.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{Currency, MinorUnits};
use proptest::prelude::*;

/// An exact result as an amount, if there is an amount of that size.
fn fitting(exact: i128) -> Option<MinorUnits> {
    i64::try_from(exact).ok().map(MinorUnits)
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -1_000_000..1_000_000_i64]
}

proptest! {
    #[test]
    fn sums_are_exact_or_none(a in amount(), b in amount()) {
        let (wide_a, wide_b) = (i128::from(a), i128::from(b));
        let (a, b) = (MinorUnits(a), MinorUnits(b));
        prop_assert_eq!(a.checked_add(b), fitting(wide_a + wide_b));
        prop_assert_eq!(a.checked_sub(b), fitting(wide_a - wide_b));
        prop_assert_eq!(a.checked_mul(b.0), fitting(wide_a * wide_b));
    }
}

#[test]
fn an_amount_is_written_as_klarna_takes_it() {
    assert_eq!(MinorUnits(9500).to_string(), "9500");
    assert_eq!(MinorUnits(-1).to_string(), "-1");
}

#[test]
fn a_currency_is_read_in_any_case_and_written_as_its_code() {
    for currency in Currency::ALL {
        let code = currency.code();
        assert_eq!(code, format!("{currency:?}").to_uppercase());
        assert_eq!(currency.to_string(), code);
        assert_eq!(code.parse(), Ok(currency));
        assert_eq!(code.to_lowercase().parse(), Ok(currency));
        assert_eq!(serde_json::to_value(currency).unwrap(), code);
    }
}

#[test]
fn an_unknown_currency_is_refused_by_its_name() {
    let refused = "XAU".parse::<Currency>().unwrap_err();
    assert!(refused.to_string().contains("`XAU`"), "{refused}");
}
