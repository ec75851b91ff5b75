//! Klarna's field limits, checked before anything is sent.
//!
//! Klarna refuses in front of the shopper. Here all bad fields are listed at once, in the same
//! dotted form, so that a test of the merchant's finds them first. The limits of single fields are
//! those of Klarna's own descriptions of its Payments API and its customer token API, and no others:
//! a value that those take is never refused here.

mod fields;
mod tokens;

use std::fmt;

use crate::{
    arithmetic::{self, ArithmeticError},
    market::{Country, Locale},
    money::{Currency, MinorUnits},
    order::NewOrder,
    purchase::Purchase,
    session::{NewSession, SessionUpdate},
};
use fields::Check;

/// What is wrong with a request, field by field. Never shows a value: some are personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Invalid {
    violations: Vec<Violation>,
}

impl Invalid {
    /// Every field that breaks a rule; at least one.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            let gap = if index == 0 { "" } else { "; " };
            match &violation.rule {
                // Names the field itself.
                Rule::Sum(fault) => write!(f, "{gap}{fault}")?,
                rule => write!(f, "{gap}{} {rule}", violation.field)?,
            }
        }
        Ok(())
    }
}

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// In Klarna's dotted form: `order_lines[0].name`, `billing_address.email`.
    pub field: String,
    /// The rule it breaks.
    pub rule: Rule,
}

/// A rule for a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rule {
    /// So many characters, or so many entries in a list.
    #[error("must have a length of {min} to {max}")]
    Length {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// At most this.
    #[error("must be at most {0}")]
    Max(i64),
    /// Written in this form.
    #[error("must be {0}")]
    Form(&'static str),
    /// Fits the purchase country.
    #[error("must fit the purchase country")]
    Market,
    /// Adds up with the other amounts.
    #[error("{0}")]
    Sum(ArithmeticError),
}

impl NewSession {
    /// Checks every field against Klarna's limits and arithmetic.
    ///
    /// ```
    /// use klarna_payments::{Country, MinorUnits, OrderLine, Purchase, SessionPlan};
    ///
    /// let lines = vec![OrderLine::new("", 1, MinorUnits(100))?];
    /// let mut purchase = Purchase::new(Country::Se, lines)?;
    /// purchase.order_amount = MinorUnits(99);
    ///
    /// let session = SessionPlan::OneTime.session(purchase)?;
    /// let invalid = session.validate().unwrap_err();
    /// let fields: Vec<_> = invalid.violations().iter().map(|v| v.field.as_str()).collect();
    /// assert_eq!(fields, ["order_lines[0].name", "order_amount"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut check = Check::default();
        purchase(&mut check, self.purchase());
        if let Some(options) = &self.options {
            check.options(options);
        }
        check.finish()
    }
}

impl SessionUpdate {
    /// Checks the fields that are there against Klarna's limits; amounts against each other where
    /// the lines are there too.
    ///
    /// # Errors
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut check = Check::default();
        check.market(
            self.purchase_country,
            self.purchase_currency,
            self.locale.as_ref(),
        );
        check.amounts(
            self.order_amount,
            self.order_tax_amount,
            self.order_lines.as_deref(),
        );
        check.merchant(
            self.merchant_urls.as_ref(),
            self.merchant_reference1.as_deref(),
            self.merchant_reference2.as_deref(),
            self.merchant_data.as_deref(),
        );
        check.address("billing_address", self.billing_address.as_ref());
        check.address("shipping_address", self.shipping_address.as_ref());
        check.customer(self.customer.as_ref());
        if let Some(options) = &self.options {
            check.options(options);
        }
        check.finish()
    }
}

impl NewOrder {
    /// Checks every field against Klarna's limits and arithmetic.
    ///
    /// # Errors
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut check = Check::default();
        purchase(&mut check, &self.purchase);
        check.finish()
    }
}

fn purchase(check: &mut Check, purchase: &Purchase) {
    check.market(
        Some(purchase.purchase_country),
        Some(purchase.purchase_currency),
        purchase.locale.as_ref(),
    );
    check.amounts(
        Some(purchase.order_amount),
        purchase.order_tax_amount,
        Some(&purchase.order_lines),
    );
    check.merchant(
        purchase.merchant_urls.as_ref(),
        purchase.merchant_reference1.as_deref(),
        purchase.merchant_reference2.as_deref(),
        purchase.merchant_data.as_deref(),
    );
    check.address("billing_address", purchase.billing_address.as_ref());
    check.address("shipping_address", purchase.shipping_address.as_ref());
    check.customer(purchase.customer.as_ref());
}

impl Check {
    /// Country, currency and locale fit together: one currency per country, locales by table.
    fn market(
        &mut self,
        country: Option<Country>,
        currency: Option<Currency>,
        locale: Option<&Locale>,
    ) {
        let Some(country) = country else { return };
        if currency.is_some_and(|currency| currency != country.currency()) {
            self.violation("purchase_currency", Rule::Market);
        }
        if locale.is_some_and(|locale| !locale.is_spoken_in(country)) {
            self.violation("locale", Rule::Market);
        }
    }

    /// Each line on its own, then the sums.
    fn amounts(
        &mut self,
        amount: Option<MinorUnits>,
        tax: Option<MinorUnits>,
        lines: Option<&[crate::OrderLine]>,
    ) {
        let Some(lines) = lines else {
            self.not_negative("order_amount", amount);
            self.not_negative("order_tax_amount", tax);
            return;
        };
        self.lines(lines);
        let mut faults = arithmetic::line_faults(lines);
        if let Some(amount) = amount {
            faults.extend(arithmetic::order_faults(amount, tax, lines));
        }
        for fault in faults {
            self.violation(fault.field().to_owned(), Rule::Sum(fault));
        }
    }
}
