//! Klarna's published sample customers: they work in Klarna's playground and in the sandbox, and
//! nowhere else. Source: Klarna's sample customer data.
//!
//! ```
//! use klarna_payments::{Country, samples};
//!
//! let customer = samples::customer(Country::Se);
//! assert_eq!(customer.address.city.as_deref(), Some("Stockholm"));
//! assert_eq!(customer.denied_email, "customer+denied@email.se");
//! ```

mod table;

use crate::{
    market::Country,
    person::{Address, Customer},
};

/// A sample customer, and what makes Klarna decline the same purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SampleCustomer {
    /// Approved as it is.
    pub address: Address,
    /// What else Klarna wants to know in that market: the national number where its API takes
    /// one, the date of birth elsewhere.
    pub customer: Customer,
    /// The national number, for where Klarna's own window asks for it.
    pub national_id: Option<&'static str>,
    /// Instead of the address' own: declined.
    pub denied_email: String,
    /// Instead of the address' own: declined.
    pub denied_phone: &'static str,
}

/// The sample customer of a market. Klarna has one for each.
pub fn customer(country: Country) -> SampleCustomer {
    let row = table::row(country);
    let cc = match country {
        // The one market whose mail domain is not its country code.
        Country::Gb => "uk".to_owned(),
        other => other.code().to_ascii_lowercase(),
    };
    let (given_name, family_name) = match row.name {
        Some((given, family)) => (given.to_owned(), family.to_owned()),
        None => (
            "Test".to_owned(),
            format!("Person-{}", country.code().to_ascii_lowercase()),
        ),
    };
    let text = |text: &str| Some(text.to_owned());
    SampleCustomer {
        address: Address {
            given_name: Some(given_name),
            family_name: Some(family_name),
            email: Some(format!("customer@email.{cc}")),
            street_address: text(row.street),
            street_address2: row.street2.map(str::to_owned),
            postal_code: text(row.postal_code),
            city: text(row.city),
            region: row.region.map(str::to_owned),
            phone: text(row.phone),
            country: text(country.code()),
            ..Address::default()
        },
        customer: Customer {
            date_of_birth: row.date_of_birth.map(str::to_owned),
            national_identification_number: row
                .national_id
                .filter(|_| takes_national_id(country))
                .map(str::to_owned),
            ..Customer::default()
        },
        national_id: row.national_id,
        denied_email: format!("customer+denied@email.{cc}"),
        denied_phone: row.denied_phone,
    }
}

/// The markets in which Klarna's API identifies a customer by a national number.
const fn takes_national_id(country: Country) -> bool {
    matches!(
        country,
        Country::Se | Country::No | Country::Fi | Country::Dk
    )
}
