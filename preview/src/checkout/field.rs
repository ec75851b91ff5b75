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

    /// Returns Klarna's name of the field.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::StreetAddress => "street_address",
            Self::StreetAddress2 => "street_address2",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::Region => "region",
            Self::OrganizationName => "organization_name",
            Self::OrganizationRegistrationId => "organization_registration_id",
        }
    }

    /// Returns Klarna's path of the field, as in `invalid_fields`: `billing_address.email`.
    pub(super) fn path(self) -> String {
        let section = match self {
            Self::OrganizationRegistrationId => "customer",
            _ => "billing_address",
        };
        format!("{section}.{}", self.name())
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
    pub(super) fn is_required(self, market: Country) -> bool {
        match self {
            Self::StreetAddress2 | Self::OrganizationRegistrationId => false,
            Self::Region => matches!(wording(market).region, Some(Region::Required(_))),
            _ => true,
        }
    }

    /// Returns the `autocomplete` token.
    pub(super) const fn autocomplete(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::StreetAddress => "address-line1",
            Self::StreetAddress2 => "address-line2",
            Self::PostalCode => "postal-code",
            Self::City => "address-level2",
            Self::Region => "address-level1",
            Self::OrganizationName => "organization",
            Self::OrganizationRegistrationId => "off",
        }
    }

    /// Returns the input's `type`.
    pub(super) const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "tel",
            _ => "text",
        }
    }

    /// Returns the length of the longest text that Klarna accepts.
    pub(super) const fn max_length(self) -> &'static str {
        match self {
            Self::PostalCode => "10",
            _ => "99",
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
            let known = FieldPath::parse(&field.path());
            assert!(!matches!(known, FieldPath::Other(_)), "{known}");
            field.set_value(&mut address, &mut customer, " ");
            assert_eq!(address, Address::default());
            assert_eq!(customer, Customer::default());
        }
    }
}
