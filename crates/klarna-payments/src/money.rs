//! Money: whole minor units with a currency. No floats, no parsing of displayed text.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents, öre, grosze …) of a currency named elsewhere.
///
/// Klarna writes every amount this way: `9500` with `EUR` is 95 euros. Discounts are negative.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MinorUnits(pub i64);

impl MinorUnits {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` where it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount times a quantity, or `None` where it does not fit.
    pub fn checked_mul(self, quantity: i64) -> Option<Self> {
        self.0.checked_mul(quantity).map(Self)
    }
}

impl fmt::Display for MinorUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A code that is not one of those Klarna Payments knows; holds the text as it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not a {kind} of Klarna Payments")]
pub struct UnknownCode {
    pub(crate) kind: &'static str,
    pub(crate) code: String,
}

/// A currency of one of Klarna's markets. Each has two decimals: 100 minor units are one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants are the ISO 4217 codes")]
pub enum Currency {
    Aud,
    Cad,
    Chf,
    Czk,
    Dkk,
    Eur,
    Gbp,
    Huf,
    Mxn,
    Nok,
    Nzd,
    Pln,
    Ron,
    Sek,
    Usd,
}

impl Currency {
    /// All of them, in alphabetical order.
    pub const ALL: [Self; 15] = [
        Self::Aud,
        Self::Cad,
        Self::Chf,
        Self::Czk,
        Self::Dkk,
        Self::Eur,
        Self::Gbp,
        Self::Huf,
        Self::Mxn,
        Self::Nok,
        Self::Nzd,
        Self::Pln,
        Self::Ron,
        Self::Sek,
        Self::Usd,
    ];

    /// The ISO 4217 code, as Klarna's `purchase_currency` takes it: `"EUR"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Aud => "AUD",
            Self::Cad => "CAD",
            Self::Chf => "CHF",
            Self::Czk => "CZK",
            Self::Dkk => "DKK",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Huf => "HUF",
            Self::Mxn => "MXN",
            Self::Nok => "NOK",
            Self::Nzd => "NZD",
            Self::Pln => "PLN",
            Self::Ron => "RON",
            Self::Sek => "SEK",
            Self::Usd => "USD",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCode;

    /// Reads an ISO 4217 code in any case.
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|currency| currency.code().eq_ignore_ascii_case(code))
            .ok_or_else(|| UnknownCode {
                kind: "currency",
                code: code.to_owned(),
            })
    }
}
