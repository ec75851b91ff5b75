//! Which locale a session gets.

use klarna_payments::{Country, Locale, LocaleError};

/// The locale for a page's wish in a market: the wish where Klarna takes it there, else the
/// market's locale in the same language, else the market's own.
///
/// Klarna refuses a session whose locale does not fit the country.
pub(super) fn locale_for(wish: &Locale, market: Country) -> Result<Locale, LocaleError> {
    if wish.is_spoken_in(market) {
        return Ok(wish.clone());
    }
    let locales = market.locales();
    let same_language = locales
        .iter()
        .find(|locale| locale.split('-').next() == Some(wish.language()));
    same_language
        .or(locales.first())
        .ok_or(LocaleError)?
        .parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_the_language_or_the_markets_own() {
        let given = |wish: &str, market| {
            let locale = locale_for(&wish.parse().unwrap(), market).unwrap();
            locale.as_str().to_owned()
        };
        assert_eq!(given("sv-FI", Country::Fi), "sv-FI");
        assert_eq!(given("en-US", Country::Se), "en-SE");
        assert_eq!(given("de", Country::Ch), "de-CH");
        assert_eq!(given("fr-FR", Country::Se), "sv-SE");
        assert_eq!(given("ja-JP", Country::Ie), "en-IE");
    }

    #[test]
    fn whatever_the_wish_klarna_takes_the_locale() {
        for market in Country::ALL {
            for wish in Country::ALL.iter().flat_map(|country| country.locales()) {
                let locale = locale_for(&wish.parse().unwrap(), market).unwrap();
                assert!(locale.is_spoken_in(market), "{wish} in {market}");
            }
        }
    }
}
