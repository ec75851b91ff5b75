//! Klarna's markets: each country with its currency, its locales and the API host that serves it.
//!
//! Source: Klarna's table of purchase countries, currencies and locales. Klarna refuses a session
//! whose country, currency and locale do not fit together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::money::{Currency, UnknownCode};

/// A group of countries that one of Klarna's API hosts serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Region {
    /// All European markets.
    Europe,
    /// The United States, Canada and Mexico.
    NorthAmerica,
    /// Australia and New Zealand.
    Oceania,
}

/// Defines [`Country`] from one table, so that the variants and their data cannot drift apart.
///
/// An entry is a variant, its ISO 3166-1 code, English name, currency and region, and the languages of
/// its locales, the country's own first: `"de"` in the entry of `"AT"` is the locale `de-AT`.
macro_rules! markets {
    ($(
        $variant:ident = $code:literal, $name:literal, $currency:ident, $region:ident,
            [$($language:literal),+];
    )+) => {
        /// A country in which Klarna Payments can be offered. The variants are the ISO 3166-1 codes.
        ///
        /// The enum is exhaustive on purpose: a `match` without a wildcard arm stops compiling when
        /// Klarna opens a market, wherever that market needs data of its own.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Country {
            $(#[doc = $name] #[serde(rename = $code)] $variant,)+
        }

        impl Country {
            /// Every country, European markets first.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// Returns the ISO 3166-1 alpha-2 code, as Klarna's `purchase_country` takes it: `"SE"`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Returns the country's name in English.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the only currency in which Klarna sells in this country.
            pub const fn currency(self) -> Currency {
                match self { $(Self::$variant => Currency::$currency,)+ }
            }

            /// Returns the locales that Klarna accepts in this country, the country's own first.
            pub const fn locales(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$(concat!($language, "-", $code)),+],)+ }
            }

            /// Returns the region, which selects Klarna's API host.
            pub const fn region(self) -> Region {
                match self { $(Self::$variant => Region::$region,)+ }
            }
        }
    };
}

markets! {
    At = "AT", "Austria",        Eur, Europe,       ["de", "en"];
    Be = "BE", "Belgium",        Eur, Europe,       ["nl", "fr", "en"];
    Cz = "CZ", "Czechia",        Czk, Europe,       ["cs", "en"];
    Dk = "DK", "Denmark",        Dkk, Europe,       ["da", "en"];
    Fi = "FI", "Finland",        Eur, Europe,       ["fi", "sv", "en"];
    Fr = "FR", "France",         Eur, Europe,       ["fr", "en"];
    De = "DE", "Germany",        Eur, Europe,       ["de", "en"];
    Gr = "GR", "Greece",         Eur, Europe,       ["el", "en"];
    Hu = "HU", "Hungary",        Huf, Europe,       ["hu", "en"];
    Ie = "IE", "Ireland",        Eur, Europe,       ["en"];
    It = "IT", "Italy",          Eur, Europe,       ["it", "en"];
    Nl = "NL", "Netherlands",    Eur, Europe,       ["nl", "en"];
    No = "NO", "Norway",         Nok, Europe,       ["nb", "en"];
    Pl = "PL", "Poland",         Pln, Europe,       ["pl", "en"];
    Pt = "PT", "Portugal",       Eur, Europe,       ["pt", "en"];
    Ro = "RO", "Romania",        Ron, Europe,       ["ro", "en"];
    Sk = "SK", "Slovakia",       Eur, Europe,       ["sk", "en"];
    Es = "ES", "Spain",          Eur, Europe,       ["es", "en"];
    Se = "SE", "Sweden",         Sek, Europe,       ["sv", "en"];
    Ch = "CH", "Switzerland",    Chf, Europe,       ["de", "fr", "it", "en"];
    Gb = "GB", "United Kingdom", Gbp, Europe,       ["en"];
    Us = "US", "United States",  Usd, NorthAmerica, ["en", "es"];
    Ca = "CA", "Canada",         Cad, NorthAmerica, ["en", "fr"];
    Mx = "MX", "Mexico",         Mxn, NorthAmerica, ["en", "es"];
    Au = "AU", "Australia",      Aud, Oceania,      ["en"];
    Nz = "NZ", "New Zealand",    Nzd, Oceania,      ["en"];
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Country {
    type Err = UnknownCode;

    /// Reads an ISO 3166-1 alpha-2 code in any case.
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|country| country.code().eq_ignore_ascii_case(code))
            .ok_or_else(|| UnknownCode {
                kind: "purchase country",
                code: code.to_owned(),
            })
    }
}

/// A locale in the form that Klarna accepts: language and country, `de-AT`, or a language alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// The error of reading a text that is not of the form `ll` or `ll-CC`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a locale is a language and a country such as `de-AT`")]
pub struct LocaleError;

impl Locale {
    /// Returns the text, case normalised: `de-AT`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the language: `de`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Returns `true` if Klarna accepts this locale for purchases in the country.
    pub fn is_spoken_in(&self, country: Country) -> bool {
        country.locales().contains(&self.as_str())
    }
}

impl FromStr for Locale {
    type Err = LocaleError;

    /// Reads `ll` or `ll-CC` in any case.
    fn from_str(text: &str) -> Result<Self, LocaleError> {
        let two_letters =
            |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
        match text.split_once('-') {
            None if two_letters(text) => Ok(Self(text.to_ascii_lowercase())),
            Some((language, country)) if two_letters(language) && two_letters(country) => {
                Ok(Self(format!(
                    "{}-{}",
                    language.to_ascii_lowercase(),
                    country.to_ascii_uppercase()
                )))
            }
            _ => Err(LocaleError),
        }
    }
}

impl TryFrom<String> for Locale {
    type Error = LocaleError;

    fn try_from(text: String) -> Result<Self, LocaleError> {
        text.parse()
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
