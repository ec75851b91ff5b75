//! Klarna's sample customers are complete and would be accepted by our own checks.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{Country, MinorUnits, OrderLine, Purchase, SessionPlan, samples::customer};

#[test]
fn every_market_has_a_customer_that_passes_validation() {
    for country in Country::ALL {
        let sample = customer(country);
        let line = OrderLine::new("Cup", 1, MinorUnits(100)).unwrap();
        let mut purchase = Purchase::new(country, vec![line]).unwrap();
        purchase.billing_address = Some(sample.address);
        purchase.customer = Some(sample.customer);
        SessionPlan::OneTime
            .session(purchase)
            .unwrap()
            .validate()
            .unwrap();
    }
}

#[test]
fn every_address_is_complete() {
    for country in Country::ALL {
        let address = customer(country).address;
        for field in [
            &address.given_name,
            &address.family_name,
            &address.email,
            &address.street_address,
            &address.postal_code,
            &address.city,
            &address.phone,
        ] {
            assert!(
                field.as_ref().is_some_and(|text| text.len() > 1),
                "{country}"
            );
        }
        assert_eq!(address.country.as_deref(), Some(country.code()));
        let needs_region = matches!(
            country,
            Country::Us | Country::Ca | Country::Mx | Country::Au
        );
        assert_eq!(address.region.is_some(), needs_region, "{country}");
    }
}

#[test]
fn what_is_declined_differs_from_what_is_approved() {
    for country in Country::ALL {
        let sample = customer(country);
        assert_ne!(sample.address.phone.as_deref(), Some(sample.denied_phone));
        assert_ne!(sample.address.email, Some(sample.denied_email));
    }
}

#[test]
fn mail_goes_to_the_markets_domain() {
    let mail = |country| customer(country).address.email.unwrap();
    assert_eq!(mail(Country::Se), "customer@email.se");
    assert_eq!(mail(Country::Gb), "customer@email.uk");
    assert_eq!(
        customer(Country::Gb).denied_email,
        "customer+denied@email.uk"
    );
}

#[test]
fn names_are_klarnas() {
    let name = |country| {
        let address = customer(country).address;
        format!(
            "{} {}",
            address.given_name.unwrap(),
            address.family_name.unwrap()
        )
    };
    assert_eq!(name(Country::Se), "Alice Test");
    assert_eq!(name(Country::De), "Mock Mock");
    assert_eq!(name(Country::Ch), "Accepted Person-ch");
    assert_eq!(name(Country::Us), "Test Person-us");
}

#[test]
fn the_api_takes_a_national_number_in_three_markets() {
    let sent = Country::ALL.into_iter().filter_map(|country| {
        let sample = customer(country);
        let number = sample.customer.national_identification_number?;
        assert_eq!(sample.national_id, Some(number.as_str()));
        Some((country.code(), number))
    });
    let expected = [
        ("FI", "190122-829F"),
        ("NO", "NO01087000571"),
        ("SE", "SE194103219202"),
    ];
    let expected = expected.map(|(code, number)| (code, number.to_owned()));
    assert_eq!(sent.collect::<Vec<_>>(), expected);
    assert_eq!(customer(Country::Es).national_id, Some("99999999R"));
}

#[test]
fn four_markets_have_a_sample_company() {
    let companies = Country::ALL.into_iter().filter_map(|country| {
        let number = customer(country).organization_registration_id?;
        Some((country.code(), number))
    });
    let expected = [
        ("DK", "27968880"),
        ("FI", "10891871"),
        ("NO", "999999999"),
        ("SE", "002031-0132"),
    ];
    assert_eq!(companies.collect::<Vec<_>>(), expected);
}
