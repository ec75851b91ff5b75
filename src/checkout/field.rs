//! The fields that Klarna objects to, as values to match on.

use std::fmt;

/// A field that Klarna objects to (`error.invalid_fields` of `load` and `authorize`).
///
/// `Display` gives Klarna's dotted path back: `billing_address.email`. The page's own input for it
/// is the one with that path in its attribute `data-klarna-field`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldPath {
    /// `billing_address.…`
    BillingAddress(AddressField),
    /// `shipping_address.…`
    ShippingAddress(AddressField),
    /// `customer.…`
    Customer(CustomerField),
    /// Any other path, as Klarna wrote it.
    Other(String),
}

/// Defines an enum of field names from one list, so that names and variants cannot drift apart.
macro_rules! fields {
    ($(#[$about:meta])* $name:ident { $($variant:ident $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As Klarna writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.as_str() == name)
            }
        }
    };
}

fields! {
    /// A field of an address.
    AddressField {
        GivenName "given_name",
        FamilyName "family_name",
        OrganizationName "organization_name",
        Attention "attention",
        Email "email",
        Phone "phone",
        Title "title",
        StreetAddress "street_address",
        StreetAddress2 "street_address2",
        PostalCode "postal_code",
        City "city",
        Region "region",
        Country "country",
    }
}

fields! {
    /// A field of the customer.
    CustomerField {
        DateOfBirth "date_of_birth",
        Gender "gender",
        Title "title",
        LastFourSsn "last_four_ssn",
        NationalIdentificationNumber "national_identification_number",
        Type "type",
        VatId "vat_id",
        OrganizationRegistrationId "organization_registration_id",
        OrganizationEntityType "organization_entity_type",
    }
}

impl FieldPath {
    /// Reads a dotted path. Defined for every text: what is not known is [`FieldPath::Other`].
    pub fn parse(path: &str) -> Self {
        let known = path.split_once('.').and_then(|(section, name)| {
            Some(match section {
                "billing_address" => Self::BillingAddress(AddressField::from_name(name)?),
                "shipping_address" => Self::ShippingAddress(AddressField::from_name(name)?),
                "customer" => Self::Customer(CustomerField::from_name(name)?),
                _ => return None,
            })
        });
        known.unwrap_or_else(|| Self::Other(path.to_owned()))
    }

    /// The path's last part: `email`.
    pub fn name(&self) -> &str {
        match self {
            Self::BillingAddress(field) | Self::ShippingAddress(field) => field.as_str(),
            Self::Customer(field) => field.as_str(),
            Self::Other(path) => path.rsplit_once('.').map_or(path, |(_, name)| name),
        }
    }
}

impl FieldPath {
    fn section(&self) -> &'static str {
        match self {
            Self::BillingAddress(_) => "billing_address.",
            Self::ShippingAddress(_) => "shipping_address.",
            Self::Customer(_) => "customer.",
            Self::Other(_) => "",
        }
    }

    fn name_in_section(&self) -> &str {
        match self {
            Self::Other(path) => path,
            _ => self.name(),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.section())?;
        f.write_str(self.name_in_section())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_paths_are_typed_and_unknown_ones_kept() {
        assert_eq!(
            FieldPath::parse("billing_address.email"),
            FieldPath::BillingAddress(AddressField::Email)
        );
        assert_eq!(
            FieldPath::parse("customer.date_of_birth"),
            FieldPath::Customer(CustomerField::DateOfBirth)
        );
        for unknown in [
            "",
            ".",
            "billing_address",
            "billing_address.planet",
            "order_lines[0].name",
        ] {
            assert_eq!(
                FieldPath::parse(unknown),
                FieldPath::Other(unknown.to_owned())
            );
        }
        assert_eq!(FieldPath::parse("order_lines[0].name").name(), "name");
    }

    #[test]
    fn every_field_of_every_section_is_known() {
        type Section = fn(AddressField) -> FieldPath;
        let sections: [(&str, Section); 2] = [
            ("billing_address", FieldPath::BillingAddress),
            ("shipping_address", FieldPath::ShippingAddress),
        ];
        for field in AddressField::ALL {
            for (section, typed) in sections {
                let path = format!("{section}.{}", field.as_str());
                assert_eq!(FieldPath::parse(&path), typed(*field));
                assert_eq!(typed(*field).name(), field.as_str());
            }
        }
        for field in CustomerField::ALL {
            let typed = FieldPath::Customer(*field);
            assert_eq!(FieldPath::parse(&typed.to_string()), typed);
            assert_eq!(typed.name(), field.as_str());
        }
    }

    proptest! {
        #[test]
        fn a_path_is_written_as_it_was_read(
            path in "(billing_address|shipping_address|customer|x)?[.]?[a-z_2]{0,20}"
        ) {
            let read = FieldPath::parse(&path);
            prop_assert_eq!(read.to_string(), path.clone());
            prop_assert_eq!(read.to_string(), path);
        }
    }
}
