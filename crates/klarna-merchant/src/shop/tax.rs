//! The tax of a sale in each market.
//!
//! Standard rates. A real shop asks a tax service, with the article's class and the shopper's
//! address; here the US is New York City and Canada is British Columbia, where Klarna's sample
//! customers live.

use klarna_payments::Country;

/// The tax of a sale in a market.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tax {
    /// Prices include the tax. The rate is in hundredths of a percent, as Klarna takes it: 2500 is
    /// 25 %.
    Included(i64),
    /// The taxes come on top, as lines of their own.
    Added(&'static [SalesTax]),
}

/// A tax that comes on top of the prices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SalesTax {
    /// The line's reference, in place of an article number.
    pub(crate) sku: &'static str,
    /// The name that the shopper reads.
    pub(crate) name: &'static str,
    /// The rate in thousandths of a percent: 8875 is 8.875 %.
    rate: i64,
}

impl SalesTax {
    /// Returns the tax on a net amount, to the nearest minor unit, halves up; `None` if it overflows.
    pub(crate) fn on(self, net: i64) -> Option<i64> {
        net.checked_mul(self.rate)?
            .checked_add(50_000)
            .map(|exact| exact / 100_000)
    }
}

const NEW_YORK_CITY: &[SalesTax] = &[SalesTax {
    sku: "sales-tax",
    name: "Sales tax",
    rate: 8875,
}];

const BRITISH_COLUMBIA: &[SalesTax] = &[
    SalesTax {
        sku: "gst",
        name: "GST",
        rate: 5000,
    },
    SalesTax {
        sku: "pst",
        name: "PST",
        rate: 7000,
    },
];

/// Returns the tax of a sale in a market.
pub(crate) const fn tax(market: Country) -> Tax {
    match market {
        Country::At | Country::Fr | Country::Gb => Tax::Included(2000),
        Country::Au => Tax::Included(1000),
        Country::Be | Country::Cz | Country::Es | Country::Nl | Country::Ro => Tax::Included(2100),
        Country::Ca => Tax::Added(BRITISH_COLUMBIA),
        Country::Ch => Tax::Included(810),
        Country::De => Tax::Included(1900),
        Country::Dk | Country::No | Country::Se => Tax::Included(2500),
        Country::Fi => Tax::Included(2550),
        Country::Gr => Tax::Included(2400),
        Country::Hu => Tax::Included(2700),
        Country::Ie | Country::Pl | Country::Pt | Country::Sk => Tax::Included(2300),
        Country::It => Tax::Included(2200),
        Country::Mx => Tax::Included(1600),
        Country::Nz => Tax::Included(1500),
        Country::Us => Tax::Added(NEW_YORK_CITY),
    }
}
