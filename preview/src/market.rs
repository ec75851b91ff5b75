//! The differences between markets on the page, beside prices.

use demo_shop_api::Country;

/// The words of a market's addresses and prices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording {
    /// The name of the tax inside a price.
    pub(crate) tax: &'static str,
    /// The label of the postal code.
    pub(crate) postal_code: &'static str,
    /// The region; `None` in a market whose addresses have none.
    pub(crate) region: Option<Region>,
}

/// The region in a market's addresses, by its label.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Region {
    /// Klarna needs the region.
    Required(&'static str),
    /// The region may be left out.
    Optional(&'static str),
}

impl Region {
    /// Returns the label.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Required(label) | Self::Optional(label) => label,
        }
    }
}

impl Wording {
    const fn new(tax: &'static str, postal_code: &'static str, region: Option<Region>) -> Self {
        Self {
            tax,
            postal_code,
            region,
        }
    }
}

/// Returns the words of a market.
pub(crate) const fn wording(market: Country) -> Wording {
    use Region::{Optional, Required};

    match market {
        Country::At
        | Country::Be
        | Country::Ch
        | Country::Cz
        | Country::De
        | Country::Dk
        | Country::Es
        | Country::Fi
        | Country::Fr
        | Country::Gr
        | Country::Hu
        | Country::Nl
        | Country::No
        | Country::Pl
        | Country::Pt
        | Country::Ro
        | Country::Se
        | Country::Sk => Wording::new("VAT", "Postal code", None),
        Country::Au => Wording::new("GST", "Postcode", Some(Required("State"))),
        Country::Ca => Wording::new("tax", "Postal code", Some(Required("Province"))),
        Country::Gb => Wording::new("VAT", "Postcode", None),
        Country::Ie => Wording::new("VAT", "Eircode", Some(Optional("County"))),
        Country::It => Wording::new("VAT", "Postal code", Some(Optional("Province"))),
        Country::Mx => Wording::new("VAT", "Postal code", Some(Required("State"))),
        Country::Nz => Wording::new("GST", "Postcode", None),
        Country::Us => Wording::new("tax", "ZIP code", Some(Required("State"))),
    }
}

/// Returns the market of a browser that prefers `locale` (`de-AT`), if it is one of Klarna's.
pub(crate) fn from_locale(locale: &str) -> Option<Country> {
    locale.rsplit_once('-')?.1.parse().ok()
}

/// Returns the preferred locale if the market has it, and the market's own otherwise.
pub(crate) fn locale_in(market: Country, preferred: &str) -> String {
    let locales = market.locales();
    let spoken = locales.iter().find(|locale| **locale == preferred);
    let locale = spoken.or(locales.first()).copied();
    locale.unwrap_or(preferred).to_owned()
}

/// Returns the name of a locale's language in that language: `Deutsch` for `de-AT`.
pub(crate) fn language_name(locale: &str) -> &str {
    match locale.split('-').next().unwrap_or_default() {
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "en" => "English",
        "es" => "Español",
        "fi" => "Suomi",
        "fr" => "Français",
        "hu" => "Magyar",
        "it" => "Italiano",
        "nb" => "Norsk bokmål",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" => "Português",
        "ro" => "Română",
        "sk" => "Slovenčina",
        "sv" => "Svenska",
        _ => locale,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_name() {
        for locale in Country::ALL.into_iter().flat_map(Country::locales) {
            assert_ne!(language_name(locale), *locale);
        }
    }

    #[test]
    fn a_browsers_language_picks_the_market() {
        assert_eq!(from_locale("de-AT"), Some(Country::At));
        assert_eq!(from_locale("zh-Hant-US"), Some(Country::Us));
        assert_eq!(from_locale("ja-JP"), None);
        assert_eq!(from_locale("sv"), None);
    }
}
