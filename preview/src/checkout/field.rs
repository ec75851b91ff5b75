//! The fields of the form: labels, attributes and values.

use demo_shop_api::Country;
use klarna_payments::{Address, Customer};

use crate::market::{Region, wording};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    GivenName,
    FamilyName,
    Email,
    Phone,
    StreetAddress,
    StreetAddress2,
    PostalCode,
    City,
    Region,
    OrganizationName,
    OrganizationRegistrationId,
}

/// The attributes of a field's input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes {
    /// Klarna's section of the field.
    section: &'static str,
    /// Klarna's name of the field.
    pub(super) name: &'static str,
    /// The `autocomplete` token.
    pub(super) autocomplete: &'static str,
    /// The input's `type`.
    pub(super) input_type: &'static str,
    /// The length of the longest text that Klarna accepts.
    pub(super) max_length: &'static str,
}

impl Attributes {
    const fn new(name: &'static str, autocomplete: &'static str) -> Self {
        Self {
            section: "billing_address",
            name,
            autocomplete,
            input_type: "text",
            max_length: "99",
        }
    }

    /// Returns Klarna's path of the field, as in `invalid_fields`: `billing_address.email`.
    pub(super) fn path(self) -> String {
        format!("{}.{}", self.section, self.name)
    }
}

impl Field {
    /// The fields of a company.
    pub(super) const COMPANY: [Self; 2] =
        [Self::OrganizationName, Self::OrganizationRegistrationId];

    /// The fields of an address, in the order of the form.
    pub(super) const ADDRESS: [Self; 9] = [
        Self::Email,
        Self::GivenName,
        Self::FamilyName,
        Self::StreetAddress,
        Self::StreetAddress2,
        Self::PostalCode,
        Self::City,
        Self::Region,
        Self::Phone,
    ];

    /// Returns the attributes of the input.
    pub(super) const fn attributes(self) -> Attributes {
        match self {
            Self::GivenName => Attributes::new("given_name", "given-name"),
            Self::FamilyName => Attributes::new("family_name", "family-name"),
            Self::Email => Attributes {
                input_type: "email",
                ..Attributes::new("email", "email")
            },
            Self::Phone => Attributes {
                input_type: "tel",
                ..Attributes::new("phone", "tel")
            },
            Self::StreetAddress => Attributes::new("street_address", "address-line1"),
            Self::StreetAddress2 => Attributes::new("street_address2", "address-line2"),
            Self::PostalCode => Attributes {
                max_length: "10",
                ..Attributes::new("postal_code", "postal-code")
            },
            Self::City => Attributes::new("city", "address-level2"),
            Self::Region => Attributes::new("region", "address-level1"),
            Self::OrganizationName => Attributes::new("organization_name", "organization"),
            Self::OrganizationRegistrationId => Attributes {
                section: "customer",
                ..Attributes::new("organization_registration_id", "off")
            },
        }
    }

    /// Returns the label; `None` in a market whose addresses do not have the field.
    pub(super) fn label(self, market: Country) -> Option<&'static str> {
        match self {
            Self::GivenName => Some("First name"),
            Self::FamilyName => Some("Last name"),
            Self::Email => Some("E-mail"),
            Self::Phone => Some("Phone"),
            Self::StreetAddress => Some("Street and number"),
            Self::StreetAddress2 => Some("Flat, floor, c/o"),
            Self::PostalCode => Some(wording(market).postal_code),
            Self::City => Some("City"),
            Self::Region => wording(market).region.map(Region::label),
            Self::OrganizationName => Some("Company"),
            Self::OrganizationRegistrationId => Some("Registration number"),
        }
    }

    /// Returns `true` if the shop cannot deliver without the field.
    pub(super) const fn is_required(self, market: Country) -> bool {
        match self {
            Self::GivenName
            | Self::FamilyName
            | Self::Email
            | Self::Phone
            | Self::StreetAddress
            | Self::PostalCode
            | Self::City
            | Self::OrganizationName => true,
            Self::StreetAddress2 | Self::OrganizationRegistrationId => false,
            Self::Region => matches!(wording(market).region, Some(Region::Required(_))),
        }
    }

    /// Returns the value.
    pub(super) fn value<'a>(self, address: &'a Address, customer: &'a Customer) -> &'a str {
        let value = match self {
            Self::GivenName => &address.given_name,
            Self::FamilyName => &address.family_name,
            Self::Email => &address.email,
            Self::Phone => &address.phone,
            Self::StreetAddress => &address.street_address,
            Self::StreetAddress2 => &address.street_address2,
            Self::PostalCode => &address.postal_code,
            Self::City => &address.city,
            Self::Region => &address.region,
            Self::OrganizationName => &address.organization_name,
            Self::OrganizationRegistrationId => &customer.organization_registration_id,
        };
        value.as_deref().unwrap_or_default()
    }

    /// Sets the value; an empty text removes it.
    pub(super) fn set_value(self, address: &mut Address, customer: &mut Customer, text: &str) {
        let slot = match self {
            Self::GivenName => &mut address.given_name,
            Self::FamilyName => &mut address.family_name,
            Self::Email => &mut address.email,
            Self::Phone => &mut address.phone,
            Self::StreetAddress => &mut address.street_address,
            Self::StreetAddress2 => &mut address.street_address2,
            Self::PostalCode => &mut address.postal_code,
            Self::City => &mut address.city,
            Self::Region => &mut address.region,
            Self::OrganizationName => &mut address.organization_name,
            Self::OrganizationRegistrationId => &mut customer.organization_registration_id,
        };
        let text = text.trim();
        *slot = (!text.is_empty()).then(|| text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use leptos_klarna::FieldPath;

    use super::*;

    #[test]
    fn each_field_is_one_of_klarnas_and_keeps_its_value() {
        let all = Field::ADDRESS.into_iter().chain(Field::COMPANY);
        for field in all.clone() {
            let (mut address, mut customer) = (Address::default(), Customer::default());
            field.set_value(&mut address, &mut customer, " text ");
            for other in all.clone() {
                let expected = if other == field { "text" } else { "" };
                assert_eq!(other.value(&address, &customer), expected);
            }
            let known = FieldPath::parse(&field.attributes().path());
            assert!(!matches!(known, FieldPath::Other(_)), "{known}");
            field.set_value(&mut address, &mut customer, " ");
            assert_eq!(address, Address::default());
            assert_eq!(customer, Customer::default());
        }
    }
}
