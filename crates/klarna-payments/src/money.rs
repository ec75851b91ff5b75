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
    /// The amount of zero.
    pub const ZERO: Self = Self(0);

    /// Returns the sum; `None` if it overflows.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Returns the difference; `None` if it overflows.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Returns the amount times a quantity; `None` if it overflows.
    pub fn checked_mul(self, quantity: i64) -> Option<Self> {
        self.0.checked_mul(quantity).map(Self)
    }
}

impl fmt::Display for MinorUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The error of reading a code that Klarna Payments does not have. Holds the text as given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not a {kind} of Klarna Payments")]
pub struct UnknownCode {
    pub(crate) kind: &'static str,
    pub(crate) code: String,
}

/// Defines [`Currency`] from one table, so that the variants and their codes cannot drift apart.
///
/// An entry is a variant, its ISO 4217 code and its documentation.
macro_rules! currencies {
    ($($variant:ident = $code:literal, $name:literal;)+) => {
        /// A currency of one of Klarna's markets. The variants are the ISO 4217 codes.
        ///
        /// Each has two decimals: 100 minor units are one unit. The enum is exhaustive on purpose, as
        /// [`Country`](crate::Country) is.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Currency {
            $(#[doc = $name] #[serde(rename = $code)] $variant,)+
        }

        impl Currency {
            /// Every currency, in alphabetical order.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// Returns the ISO 4217 code, as Klarna's `purchase_currency` takes it: `"EUR"`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

currencies! {
    Aud = "AUD", "Australian dollar";
    Cad = "CAD", "Canadian dollar";
    Chf = "CHF", "Swiss franc";
    Czk = "CZK", "Czech koruna";
    Dkk = "DKK", "Danish krone";
    Eur = "EUR", "Euro";
    Gbp = "GBP", "Pound sterling";
    Huf = "HUF", "Hungarian forint";
    Mxn = "MXN", "Mexican peso";
    Nok = "NOK", "Norwegian krone";
    Nzd = "NZD", "New Zealand dollar";
    Pln = "PLN", "Polish złoty";
    Ron = "RON", "Romanian leu";
    Sek = "SEK", "Swedish krona";
    Usd = "USD", "United States dollar";
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
