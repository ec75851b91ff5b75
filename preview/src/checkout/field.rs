//! The fields of the address form: how each is labelled, filled in and checked.

use klarna_payments::{Address, Country};

use crate::market;

/// A field of the address form.
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
}

impl Field {
    /// All fields, in the order of the form.
    pub(super) const ALL: [Self; 9] = [
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

    /// The name in Klarna's address.
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
        }
    }

    /// The field that Klarna means with a path such as `billing_address.email`.
    pub(super) fn from_path(path: &str) -> Option<Self> {
        let (_, name) = path.rsplit_once('.')?;
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The label; `None` where an address in that market does without the field.
    pub(super) const fn label(self, market: Country) -> Option<&'static str> {
        match self {
            Self::GivenName => Some("First name"),
            Self::FamilyName => Some("Last name"),
            Self::Email => Some("E-mail"),
            Self::Phone => Some("Phone"),
            Self::StreetAddress => Some("Street and number"),
            Self::StreetAddress2 => Some("Flat, floor, c/o"),
            Self::PostalCode => Some(market::postal_code_label(market)),
            Self::City => Some("City"),
            Self::Region => market::region_label(market),
        }
    }

    /// Whether the shop cannot deliver without it.
    pub(super) const fn is_required(self, market: Country) -> bool {
        match self {
            Self::StreetAddress2 => false,
            Self::Region => market::region_is_required(market),
            _ => true,
        }
    }

    /// The `autocomplete` token.
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
        }
    }

    /// The input's `type`.
    pub(super) const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "tel",
            _ => "text",
        }
    }

    /// The longest text that Klarna takes.
    pub(super) const fn max_length(self) -> &'static str {
        match self {
            Self::PostalCode => "10",
            _ => "99",
        }
    }

    /// The value in an address.
    pub(super) fn of(self, address: &Address) -> Option<&str> {
        match self {
            Self::GivenName => &address.given_name,
            Self::FamilyName => &address.family_name,
            Self::Email => &address.email,
            Self::Phone => &address.phone,
            Self::StreetAddress => &address.street_address,
            Self::StreetAddress2 => &address.street_address2,
            Self::PostalCode => &address.postal_code,
            Self::City => &address.city,
            Self::Region => &address.region,
        }
        .as_deref()
    }

    /// Sets the value in an address; an empty text takes it out.
    pub(super) fn set(self, address: &mut Address, text: &str) {
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
        };
        let text = text.trim();
        *slot = (!text.is_empty()).then(|| text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_one_of_klarnas_and_keeps_its_value() {
        for field in Field::ALL {
            let mut address = Address::default();
            field.set(&mut address, " x ");
            assert_eq!(field.of(&address), Some("x"));
            let others = Field::ALL.into_iter().filter(|other| *other != field);
            assert!(others.into_iter().all(|other| other.of(&address).is_none()));
            let path = format!("shipping_address.{}", field.name());
            assert_eq!(Field::from_path(&path), Some(field));
            field.set(&mut address, " ");
            assert_eq!(address, Address::default());
        }
    }

    #[test]
    fn a_path_that_is_not_on_the_form_is_no_field() {
        assert_eq!(Field::from_path("customer.date_of_birth"), None);
        assert_eq!(Field::from_path("email"), None);
    }
}
