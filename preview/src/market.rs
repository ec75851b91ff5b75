//! What differs from market to market on the page, beside prices.

use klarna_payments::Country;

/// The market for a browser that prefers `locale` (`de-AT`), where that is one of Klarna's.
pub(crate) fn of_locale(locale: &str) -> Option<Country> {
    locale.rsplit_once('-')?.1.parse().ok()
}

/// The preferred locale where the market speaks it, the market's own otherwise.
pub(crate) fn locale_in(market: Country, preferred: &str) -> String {
    let locales = market.locales();
    let spoken = locales.iter().find(|locale| **locale == preferred);
    let locale = spoken.or(locales.first()).copied();
    locale.unwrap_or(preferred).to_owned()
}

/// What the tax inside a price is called.
pub(crate) const fn tax_name(market: Country) -> &'static str {
    match market {
        Country::Au | Country::Nz => "GST",
        Country::Us | Country::Ca => "tax",
        _ => "VAT",
    }
}

/// What the region in an address is called; `None` where an address does without.
pub(crate) const fn region_label(market: Country) -> Option<&'static str> {
    match market {
        Country::Us | Country::Au | Country::Mx => Some("State"),
        Country::Ca | Country::It => Some("Province"),
        Country::Ie => Some("County"),
        _ => None,
    }
}

/// Whether Klarna cannot do without the region.
pub(crate) const fn region_is_required(market: Country) -> bool {
    matches!(
        market,
        Country::Us | Country::Au | Country::Ca | Country::Mx
    )
}

/// What the postal code is called.
pub(crate) const fn postal_code_label(market: Country) -> &'static str {
    match market {
        Country::Us => "ZIP code",
        Country::Gb | Country::Au | Country::Nz => "Postcode",
        Country::Ie => "Eircode",
        _ => "Postal code",
    }
}

/// A language of a locale by its own name: `de-AT` is `Deutsch`.
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
        assert_eq!(of_locale("de-AT"), Some(Country::At));
        assert_eq!(of_locale("zh-Hant-US"), Some(Country::Us));
        assert_eq!(of_locale("ja-JP"), None);
        assert_eq!(of_locale("sv"), None);
    }
}
