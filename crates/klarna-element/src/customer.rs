//! What the page knows of the shopper, as it says it: an object with Klarna's field names.

use klarna_payments::{Address, Customer};
use leptos_klarna::{Buyer, CheckoutData, fields::Fields};
use serde::{
    Deserialize,
    de::{self, IntoDeserializer},
};

/// Reads it. What is missing or of another type is left out: Klarna asks the shopper for it.
pub(crate) fn read(shopper: &Fields) -> CheckoutData {
    CheckoutData {
        buyer: match shopper.text("buyer").as_deref() {
            Some("business") => Buyer::Business,
            _ => Buyer::Person,
        },
        billing_address: shopper.object("billing_address").map(|it| address(&it)),
        shipping_address: shopper.object("shipping_address").map(|it| address(&it)),
        customer: shopper.object("customer").map(|it| customer(&it)),
    }
}

fn address(fields: &Fields) -> Address {
    Address {
        given_name: fields.text("given_name"),
        family_name: fields.text("family_name"),
        email: fields.text("email"),
        title: fields.text("title"),
        street_address: fields.text("street_address"),
        street_address2: fields.text("street_address2"),
        postal_code: fields.text("postal_code"),
        city: fields.text("city"),
        region: fields.text("region"),
        phone: fields.text("phone"),
        country: fields.text("country"),
        organization_name: fields.text("organization_name"),
        attention: fields.text("attention"),
    }
}

fn customer(fields: &Fields) -> Customer {
    Customer {
        date_of_birth: fields.text("date_of_birth"),
        gender: one_of(fields, "gender"),
        // It follows from who buys.
        customer_type: None,
        last_four_ssn: fields.text("last_four_ssn"),
        national_identification_number: fields.text("national_identification_number"),
        vat_id: fields.text("vat_id"),
        organization_registration_id: fields.text("organization_registration_id"),
        organization_entity_type: one_of(fields, "organization_entity_type"),
    }
}

/// One of Klarna's values, by its name.
fn one_of<'de, T: Deserialize<'de>>(fields: &Fields, name: &str) -> Option<T> {
    let text = fields.text(name)?;
    T::deserialize(IntoDeserializer::<Unknown>::into_deserializer(text)).ok()
}

/// No such value. Without words: nobody reads them, and the bundle would pay for the formatting.
#[derive(Debug)]
struct Unknown;

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no such value")
    }
}

impl std::error::Error for Unknown {}

impl de::Error for Unknown {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}
