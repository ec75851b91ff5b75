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

/// A sample customer, with the details for which Klarna declines the same purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SampleCustomer {
    /// The address of a purchase that Klarna approves.
    pub address: Address,
    /// The other details that Klarna needs in the market: the national number where Klarna's API
    /// takes it, the date of birth elsewhere.
    pub customer: Customer,
    /// The national number, for a market where Klarna's own window asks for it.
    pub national_id: Option<&'static str>,
    /// The registration number of Klarna's sample company, in a market that has one.
    pub organization_registration_id: Option<&'static str>,
    /// An e-mail address that Klarna declines, in place of the address' own.
    pub denied_email: String,
    /// A phone number that Klarna declines, in place of the address' own.
    pub denied_phone: &'static str,
}

/// Returns the sample customer of a market. Klarna has one for each.
pub fn customer(country: Country) -> SampleCustomer {
    let row = table::row(country);
    let code = country.code().to_ascii_lowercase();
    let mail_domain = row.mail_domain.unwrap_or(&code);
    let (given_name, family_name) = match row.name {
        Some((given, family)) => (given.to_owned(), family.to_owned()),
        None => ("Test".to_owned(), format!("Person-{code}")),
    };
    let text = |text: &str| Some(text.to_owned());
    SampleCustomer {
        address: Address {
            given_name: Some(given_name),
            family_name: Some(family_name),
            email: Some(format!("customer@email.{mail_domain}")),
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
                .filter(|id| id.is_sent)
                .map(|id| id.number.to_owned()),
            ..Customer::default()
        },
        national_id: row.national_id.map(|id| id.number),
        organization_registration_id: row.company,
        denied_email: format!("customer+denied@email.{mail_domain}"),
        denied_phone: row.denied_phone,
    }
}
