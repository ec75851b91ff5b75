//! Klarna's markets: which country pays in which currency, speaks what, and is served where.
//!
//! Source: Klarna's table of purchase countries, currencies and locales. Klarna refuses a session
//! whose country, currency and locale do not fit together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::money::{Currency, UnknownCode};

/// A country in which Klarna Payments can be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants are the ISO 3166-1 codes")]
pub enum Country {
    At,
    Be,
    Cz,
    Dk,
    Fi,
    Fr,
    De,
    Gr,
    Hu,
    Ie,
    It,
    Nl,
    No,
    Pl,
    Pt,
    Ro,
    Sk,
    Es,
    Se,
    Ch,
    Gb,
    Us,
    Ca,
    Mx,
    Au,
    Nz,
}

/// Which of Klarna's API hosts serves a country.
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

impl Country {
    /// All of them, European markets first.
    pub const ALL: [Self; 26] = [
        Self::At,
        Self::Be,
        Self::Cz,
        Self::Dk,
        Self::Fi,
        Self::Fr,
        Self::De,
        Self::Gr,
        Self::Hu,
        Self::Ie,
        Self::It,
        Self::Nl,
        Self::No,
        Self::Pl,
        Self::Pt,
        Self::Ro,
        Self::Sk,
        Self::Es,
        Self::Se,
        Self::Ch,
        Self::Gb,
        Self::Us,
        Self::Ca,
        Self::Mx,
        Self::Au,
        Self::Nz,
    ];

    /// The ISO 3166-1 alpha-2 code, as Klarna's `purchase_country` takes it: `"SE"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::At => "AT",
            Self::Be => "BE",
            Self::Cz => "CZ",
            Self::Dk => "DK",
            Self::Fi => "FI",
            Self::Fr => "FR",
            Self::De => "DE",
            Self::Gr => "GR",
            Self::Hu => "HU",
            Self::Ie => "IE",
            Self::It => "IT",
            Self::Nl => "NL",
            Self::No => "NO",
            Self::Pl => "PL",
            Self::Pt => "PT",
            Self::Ro => "RO",
            Self::Sk => "SK",
            Self::Es => "ES",
            Self::Se => "SE",
            Self::Ch => "CH",
            Self::Gb => "GB",
            Self::Us => "US",
            Self::Ca => "CA",
            Self::Mx => "MX",
            Self::Au => "AU",
            Self::Nz => "NZ",
        }
    }

    /// The country's name in English.
    pub const fn name(self) -> &'static str {
        match self {
            Self::At => "Austria",
            Self::Be => "Belgium",
            Self::Cz => "Czechia",
            Self::Dk => "Denmark",
            Self::Fi => "Finland",
            Self::Fr => "France",
            Self::De => "Germany",
            Self::Gr => "Greece",
            Self::Hu => "Hungary",
            Self::Ie => "Ireland",
            Self::It => "Italy",
            Self::Nl => "Netherlands",
            Self::No => "Norway",
            Self::Pl => "Poland",
            Self::Pt => "Portugal",
            Self::Ro => "Romania",
            Self::Sk => "Slovakia",
            Self::Es => "Spain",
            Self::Se => "Sweden",
            Self::Ch => "Switzerland",
            Self::Gb => "United Kingdom",
            Self::Us => "United States",
            Self::Ca => "Canada",
            Self::Mx => "Mexico",
            Self::Au => "Australia",
            Self::Nz => "New Zealand",
        }
    }

    /// The only currency in which Klarna sells in this country.
    pub const fn currency(self) -> Currency {
        match self {
            Self::At
            | Self::Be
            | Self::Fi
            | Self::Fr
            | Self::De
            | Self::Gr
            | Self::Ie
            | Self::It
            | Self::Nl
            | Self::Pt
            | Self::Sk
            | Self::Es => Currency::Eur,
            Self::Cz => Currency::Czk,
            Self::Dk => Currency::Dkk,
            Self::Hu => Currency::Huf,
            Self::No => Currency::Nok,
            Self::Pl => Currency::Pln,
            Self::Ro => Currency::Ron,
            Self::Se => Currency::Sek,
            Self::Ch => Currency::Chf,
            Self::Gb => Currency::Gbp,
            Self::Us => Currency::Usd,
            Self::Ca => Currency::Cad,
            Self::Mx => Currency::Mxn,
            Self::Au => Currency::Aud,
            Self::Nz => Currency::Nzd,
        }
    }

    /// The locales that Klarna takes in this country, the country's own first.
    pub const fn locales(self) -> &'static [&'static str] {
        match self {
            Self::At => &["de-AT", "en-AT"],
            Self::Be => &["nl-BE", "fr-BE", "en-BE"],
            Self::Cz => &["cs-CZ", "en-CZ"],
            Self::Dk => &["da-DK", "en-DK"],
            Self::Fi => &["fi-FI", "sv-FI", "en-FI"],
            Self::Fr => &["fr-FR", "en-FR"],
            Self::De => &["de-DE", "en-DE"],
            Self::Gr => &["el-GR", "en-GR"],
            Self::Hu => &["hu-HU", "en-HU"],
            Self::Ie => &["en-IE"],
            Self::It => &["it-IT", "en-IT"],
            Self::Nl => &["nl-NL", "en-NL"],
            Self::No => &["nb-NO", "en-NO"],
            Self::Pl => &["pl-PL", "en-PL"],
            Self::Pt => &["pt-PT", "en-PT"],
            Self::Ro => &["ro-RO", "en-RO"],
            Self::Sk => &["sk-SK", "en-SK"],
            Self::Es => &["es-ES", "en-ES"],
            Self::Se => &["sv-SE", "en-SE"],
            Self::Ch => &["de-CH", "fr-CH", "it-CH", "en-CH"],
            Self::Gb => &["en-GB"],
            Self::Us => &["en-US", "es-US"],
            Self::Ca => &["en-CA", "fr-CA"],
            Self::Mx => &["en-MX", "es-MX"],
            Self::Au => &["en-AU"],
            Self::Nz => &["en-NZ"],
        }
    }

    /// Which of Klarna's API hosts serves it.
    pub const fn region(self) -> Region {
        match self {
            Self::Us | Self::Ca | Self::Mx => Region::NorthAmerica,
            Self::Au | Self::Nz => Region::Oceania,
            _ => Region::Europe,
        }
    }
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

/// A locale in the form Klarna takes: language and country, `de-AT`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// A text that is not of the form `ll` or `ll-CC`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a locale is a language and a country such as `de-AT`")]
pub struct LocaleError;

impl Locale {
    /// The text, case normalised: `de-AT`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language: `de`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether Klarna takes this locale for purchases in that country.
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
