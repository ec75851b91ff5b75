//! The table of markets: codes, names and locales fit together.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use std::collections::HashSet;

use klarna_payments::{Country, Currency, Locale, Region};

#[test]
fn a_country_is_read_in_any_case_and_written_as_its_code() {
    for country in Country::ALL {
        let code = country.code();
        assert_eq!(code, format!("{country:?}").to_uppercase());
        assert_eq!(country.to_string(), code);
        assert_eq!(code.parse(), Ok(country));
        assert_eq!(code.to_lowercase().parse(), Ok(country));
        let json = serde_json::to_value(country).unwrap();
        assert_eq!(json, code);
        assert_eq!(serde_json::from_value::<Country>(json).unwrap(), country);
    }
    let refused = "JP".parse::<Country>().unwrap_err();
    assert!(refused.to_string().contains("`JP`"), "{refused}");
}

#[test]
fn no_two_countries_share_a_name() {
    let names: HashSet<_> = Country::ALL.into_iter().map(Country::name).collect();
    assert_eq!(names.len(), Country::ALL.len());
}

#[test]
fn each_locale_is_one_of_its_country() {
    for country in Country::ALL {
        let mut seen = HashSet::new();
        for text in country.locales() {
            let locale: Locale = text.parse().unwrap();
            assert_eq!(locale.as_str(), *text, "not normalised");
            assert!(locale.is_spoken_in(country));
            assert!(text.ends_with(&format!("-{country}")), "{text}");
            assert!(seen.insert(text), "{text} is listed twice");
        }
    }
    assert_eq!(Country::Ch.locales(), ["de-CH", "fr-CH", "it-CH", "en-CH"]);
}

#[test]
fn each_currency_is_paid_with_in_some_country() {
    for currency in Currency::ALL {
        let mut countries = Country::ALL.into_iter();
        assert!(
            countries.any(|country| country.currency() == currency),
            "{currency}"
        );
    }
}

#[test]
fn a_region_has_its_countries() {
    let of = |region| {
        let countries = Country::ALL.into_iter();
        countries
            .filter(|country| country.region() == region)
            .map(Country::code)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Region::NorthAmerica), ["US", "CA", "MX"]);
    assert_eq!(of(Region::Oceania), ["AU", "NZ"]);
}
