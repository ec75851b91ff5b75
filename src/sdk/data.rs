//! The data that go with `authorize`.

use klarna_payments::{Address, Customer, CustomerType};
use serde::{Deserialize, Serialize};

use crate::checkout::{AddressField, FieldPath};

/// The page's data on the shopper. Handed to Klarna with `authorize`, never earlier unless the
/// page says so: Klarna asks for that, for the sake of data protection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckoutData {
    /// The kind of buyer. Klarna takes a company's name for a company's purchase, so the fields of a
    /// company are only sent for [`Buyer::Business`].
    #[serde(skip)]
    pub buyer: Buyer,
    /// The billing address. Without it, Klarna asks in its own window. A business has to give it, with [`Address::organization_name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// The shipping address, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Date of birth and the like. Its `customer_type` follows from `buyer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
}

/// The kind of buyer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Buyer {
    /// A person.
    #[default]
    Person,
    /// A company.
    Business,
}

impl CheckoutData {
    /// Returns the data as Klarna is given them.
    ///
    /// # Errors
    /// The fields that a business has to fill in, and has not.
    pub(crate) fn for_klarna(mut self) -> Result<Self, Vec<FieldPath>> {
        match self.buyer {
            Buyer::Person => {
                let addresses = [&mut self.billing_address, &mut self.shipping_address];
                for address in addresses.into_iter().flatten() {
                    address.organization_name = None;
                }
                if let Some(customer) = &mut self.customer {
                    customer.customer_type = None;
                    customer.vat_id = None;
                    customer.organization_registration_id = None;
                    customer.organization_entity_type = None;
                }
            }
            Buyer::Business => {
                let name = self.billing_address.as_ref();
                let name = name.and_then(|it| it.organization_name.as_deref());
                if name.is_none_or(|name| name.trim_ascii().is_empty()) {
                    let field = AddressField::OrganizationName;
                    return Err(vec![FieldPath::BillingAddress(field)]);
                }
                let customer = self.customer.get_or_insert_default();
                customer.customer_type = Some(CustomerType::Organization);
            }
        }
        Ok(self)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use klarna_payments::OrganizationEntityType;
    use proptest::prelude::*;

    use super::*;

    fn address(organization: Option<&str>) -> Address {
        Address {
            organization_name: organization.map(str::to_owned),
            email: Some("customer@email.se".to_owned()),
            ..Address::default()
        }
    }

    fn data(buyer: Buyer, organization: Option<&str>, shipping: bool) -> CheckoutData {
        CheckoutData {
            buyer,
            billing_address: Some(address(organization)),
            shipping_address: shipping.then(|| address(organization)),
            customer: Some(Customer {
                date_of_birth: Some("1941-03-21".to_owned()),
                customer_type: Some(CustomerType::Organization),
                vat_id: Some("SE556".to_owned()),
                organization_registration_id: Some("002031-0132".to_owned()),
                organization_entity_type: Some(OrganizationEntityType::Other),
                ..Customer::default()
            }),
        }
    }

    proptest! {
        #[test]
        fn a_person_never_buys_as_a_company(name in "[A-Za-z ]{0,12}", shipping: bool) {
            let sent = data(Buyer::Person, Some(&name), shipping).for_klarna().unwrap();
            let text = serde_json::to_string(&sent).unwrap();
            prop_assert!(!text.contains("organization") && !text.contains("vat_id"));
            prop_assert!(!text.contains("type"));
            prop_assert!(text.contains("1941-03-21") && text.contains("customer@email.se"));
        }

        #[test]
        fn a_company_has_a_name_and_says_that_it_is_one(name in "[ ]{0,3}[A-Z]{0,5}") {
            let sent = data(Buyer::Business, Some(&name), false).for_klarna();
            match sent {
                Ok(sent) => {
                    prop_assert!(!name.trim().is_empty());
                    let text = serde_json::to_value(&sent).unwrap();
                    prop_assert_eq!(&text["customer"]["type"], "organization");
                    prop_assert_eq!(&text["billing_address"]["organization_name"], &name);
                }
                Err(fields) => {
                    prop_assert!(name.trim().is_empty());
                    prop_assert_eq!(fields[0].to_string(), "billing_address.organization_name");
                }
            }
        }
    }

    #[test]
    fn a_company_without_an_address_is_asked_for_its_name() {
        let nothing = CheckoutData {
            buyer: Buyer::Business,
            ..CheckoutData::default()
        };
        assert!(nothing.for_klarna().is_err());
    }
}
