//! The limits of customer tokens and of orders with them. The customer token API has its own.

use super::{
    Invalid, Rule,
    fields::{Check, Limits},
};
use crate::{customer_token::NewCustomerToken, token_order::NewTokenOrder};

impl NewCustomerToken {
    /// Checks every field against Klarna's limits.
    ///
    /// # Errors
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut check = Check::default();
        check.text("description", Some(&self.description), 1, 255);
        check.market(
            Some(self.purchase_country),
            Some(self.purchase_currency),
            Some(&self.locale),
        );
        check.address("billing_address", self.billing_address.as_ref());
        check.customer(self.customer.as_ref());
        check.finish()
    }
}

impl NewTokenOrder {
    /// Checks every field against the customer token API's limits, and Klarna's arithmetic.
    ///
    /// # Errors
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut check = Check::with(Limits::CUSTOMER_TOKEN);
        check.amounts(
            Some(self.order_amount),
            Some(self.order_tax_amount),
            Some(&self.order_lines),
        );
        if self.order_amount.0 == 0 {
            check.violation("order_amount", Rule::Form("1 or more"));
        }
        check.merchant(
            None,
            self.merchant_reference1.as_deref(),
            self.merchant_reference2.as_deref(),
            self.merchant_data.as_deref(),
        );
        if let Some(urls) = &self.merchant_urls {
            let confirmation = Some(urls.confirmation.as_str());
            check.text("merchant_urls.confirmation", confirmation, 0, 2000);
            check.text("merchant_urls.push", urls.push.as_deref(), 0, 2000);
            let authorization = urls.authorization.as_deref();
            check.text("merchant_urls.authorization", authorization, 0, 2000);
        }
        check.address("shipping_address", self.shipping_address.as_ref());
        check.finish()
    }
}
