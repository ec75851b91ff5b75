//! The payment methods of one-time purchases in each country, with the amounts that each is offered for.
//!
//! The numbers are published by payment providers, not by Klarna. Klarna decides on each purchase, and
//! agrees on other numbers with a merchant, so a provider's numbers may hold its own policy as well:
//!
//! - Stripe's page on Klarna, as of 2026, for every country that it lists. Where other providers
//!   disagree, Stripe's numbers stand: Mollie has lower overall maximums in Spain (4,000 EUR) and higher
//!   ones in the Netherlands (14,000 EUR), PPRO has installments in Belgium and Sweden too, `PayPal`
//!   has no pay now in Denmark, and Worldline has pay now in New Zealand.
//! - Mollie's overall maximum, as of 2026, for Hungary and Slovakia. Its split into payment methods, and
//!   everything about Mexico, is an assumption of this project.
//!
//! Two more rules of Stripe's page are left out: some states of the US lack a payment method (pay later
//! MT, NM and HI; installments NM and HI; financing IA, WV and MA), and recurring purchases have rules
//! of their own, which `methods.rs` has.

use std::ops::RangeInclusive;

use klarna_payments::Country;

const STRIPE: &str = "Stripe's page on Klarna, as of 2026";
const ASSUMED_WITHIN_MOLLIE: &str =
    "an assumption, within Mollie's overall maximum for Klarna, as of 2026";
const ASSUMED: &str = "an assumption: the amounts of the US, at about 20 pesos a dollar";

/// The payment methods of one-time purchases in a country: each with the least and the greatest
/// `order_amount` that it is offered for, in minor units of the country's currency.
///
/// `None`: the country does not have the payment method. Payment providers publish these numbers, not
/// Klarna; [`MethodLimits::source`] names the source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodLimits {
    /// `pay_now`: in full, today.
    pub pay_now: Option<RangeInclusive<i64>>,
    /// `pay_later`: in full, in 30 days.
    pub pay_later: Option<RangeInclusive<i64>>,
    /// `pay_over_time` in a few equal installments.
    pub installments: Option<RangeInclusive<i64>>,
    /// The number of those installments.
    pub installment_count: u8,
    /// `pay_over_time` by monthly financing.
    pub financing: Option<RangeInclusive<i64>>,
    /// The source of the numbers.
    pub source: &'static str,
}

/// Defines [`MethodLimits::from_country`] from one table.
///
/// An entry is a country's variant; the ranges of pay now, pay later, installments and financing, `[]`
/// for none; the number of installments; and the source. The digits of an amount are grouped as it is
/// written in the currency: `1_500_00` is 1,500.00.
macro_rules! limits {
    ($(
        $country:ident = [$($pay_now:expr)?], [$($pay_later:expr)?], [$($installments:expr)?],
            [$($financing:expr)?], $installment_count:literal, $source:ident;
    )+) => {
        #[expect(
            clippy::inconsistent_digit_grouping,
            reason = "hundredths apart, so that a row compares with what is published"
        )]
        impl MethodLimits {
            /// Returns the limits in a country.
            pub const fn from_country(country: Country) -> Self {
                match country {
                    $(Country::$country => Self {
                        pay_now: limits!(@range $($pay_now)?),
                        pay_later: limits!(@range $($pay_later)?),
                        installments: limits!(@range $($installments)?),
                        installment_count: $installment_count,
                        financing: limits!(@range $($financing)?),
                        source: $source,
                    },)+
                }
            }
        }
    };
    (@range) => { None };
    (@range $range:expr) => { Some($range) };
}

limits! {
    //   pay now              pay later            installments         financing              parts  source
    At = [0..=10_000_00],     [10..=5_000_00],     [1_00..=5_000_00],   [25_00..=5_000_00],    3, STRIPE;
    Au = [0..=4_000_00],      [],                  [10_00..=2_000_00],  [],                    4, STRIPE;
    Be = [0..=10_000_00],     [1_00..=1_500_00],   [],                  [],                    3, STRIPE;
    Ca = [0..=2_000_00],      [],                  [1_00..=1_500_00],   [250_00..=17_500_00],  4, STRIPE;
    Ch = [1_00..=1_585_00],   [1_00..=1_000_00],   [1_00..=5_000_00],   [],                    3, STRIPE;
    Cz = [0..=100_000_00],    [0..=12_250_00],     [25_00..=25_000_00], [],                    3, STRIPE;
    De = [0..=10_000_00],     [10..=10_000_00],    [1_00..=5_000_00],   [25_00..=10_000_00],   3, STRIPE;
    Dk = [1_00..=100_000_00], [1_00..=50_000_00],  [10_00..=50_000_00], [],                    3, STRIPE;
    Es = [0..=10_000_00],     [0..=500_00],        [1_00..=3_000_00],   [],                    3, STRIPE;
    Fi = [0..=10_000_00],     [1_00..=3_000_00],   [],                  [25_00..=3_000_00],    3, STRIPE;
    Fr = [0..=4_000_00],      [0..=500_00],        [1_00..=3_000_00],   [],                    3, STRIPE;
    Gb = [0..=4_000_00],      [1_00..=1_500_00],   [1_00..=2_000_00],   [250_00..=5_000_00],   3, STRIPE;
    Gr = [0..=4_000_00],      [0..=500_00],        [1_00..=1_000_00],   [],                    3, STRIPE;
    Ie = [0..=4_000_00],      [],                  [1_00..=3_000_00],   [],                    3, STRIPE;
    It = [0..=4_000_00],      [0..=500_00],        [1_00..=3_000_00],   [35_00..=3_000_00],    3, STRIPE;
    Nl = [0..=2_500_00],      [1_00..=5_000_00],   [25_00..=5_000_00],  [],                    3, STRIPE;
    No = [1_00..=100_000_00], [0..=75_000_00],     [10_00..=75_000_00], [250_00..=75_000_00],  3, STRIPE;
    Nz = [],                  [],                  [10_00..=2_000_00],  [],                    4, STRIPE;
    Pl = [0..=20_000_00],     [1_00..=7_000_00],   [5_00..=5_000_00],   [],                    3, STRIPE;
    Pt = [0..=4_000_00],      [0..=500_00],        [1_00..=1_000_00],   [],                    3, STRIPE;
    Ro = [0..=20_000_00],     [0..=2_500_00],      [5_00..=5_000_00],   [],                    3, STRIPE;
    Se = [1_00..=100_000_00], [1_00..=100_000_00], [],                  [250_00..=100_000_00], 3, STRIPE;
    Us = [0..=4_000_00],      [5_00..=1_000_00],   [1_00..=2_000_00],   [45_00..=10_000_00],   4, STRIPE;
    // Worldline lists pay now and pay later, and no amounts.
    Hu = [0..=1_000_000_00],  [0..=200_000_00],    [],                  [],                    3, ASSUMED_WITHIN_MOLLIE;
    // The amounts of Greece and Portugal, for which Mollie has the same overall maximum.
    Sk = [0..=4_000_00],      [0..=500_00],        [1_00..=1_000_00],   [],                    3, ASSUMED_WITHIN_MOLLIE;
    Mx = [0..=80_000_00],     [],                  [20_00..=40_000_00], [],                    3, ASSUMED;
}

impl MethodLimits {
    /// Returns `true` if the payment method is offered for an amount. `pay_over_time` is offered for the
    /// amounts of installments and for those of financing.
    pub fn offers(&self, method: &str, amount: i64) -> bool {
        let ranges = match method {
            "pay_now" => [&self.pay_now, &None],
            "pay_later" => [&self.pay_later, &None],
            "pay_over_time" => [&self.installments, &self.financing],
            _ => [&None, &None],
        };
        let mut ranges = ranges.into_iter().flatten();
        ranges.any(|range| range.contains(&amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = (Country, MethodLimits)> {
        let row = |country| (country, MethodLimits::from_country(country));
        Country::ALL.into_iter().map(row)
    }

    #[test]
    fn every_range_has_a_least_and_a_greater_amount() {
        for (country, limits) in rows() {
            let ranges = [
                limits.pay_now,
                limits.pay_later,
                limits.installments,
                limits.financing,
            ];
            let mut ranges = ranges.into_iter().flatten().peekable();
            assert!(ranges.peek().is_some(), "{country} has no payment method");
            for range in ranges {
                assert!(0 <= *range.start(), "{country}");
                assert!(range.start() < range.end(), "{country}");
            }
        }
    }

    /// Or there would be amounts for which `pay_over_time` is missing between others that have it.
    #[test]
    fn installments_and_financing_meet() {
        for (country, limits) in rows() {
            if let (Some(installments), Some(financing)) = (limits.installments, limits.financing) {
                assert!(installments.start() <= financing.end(), "{country}");
                assert!(financing.start() <= installments.end(), "{country}");
            }
        }
    }

    #[test]
    fn four_countries_have_four_installments() {
        use Country::{Au, Ca, Nz, Us};
        for (country, limits) in rows() {
            let count = if matches!(country, Au | Ca | Nz | Us) {
                4
            } else {
                3
            };
            assert_eq!(limits.installment_count, count, "{country}");
        }
    }

    #[test]
    fn only_what_no_provider_publishes_is_assumed() {
        use Country::{Hu, Mx, Sk};
        for (country, limits) in rows() {
            let is_assumed = limits.source.contains("assumption");
            assert_eq!(is_assumed, matches!(country, Hu | Mx | Sk), "{country}");
        }
    }
}
