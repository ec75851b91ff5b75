//! Lines that are not articles: what takes off the order, and what comes on top.

use super::{OrderLine, OrderLineType};
use crate::{
    arithmetic::{ArithmeticError, not_negative},
    money::MinorUnits,
};

/// Every amount here is what the shopper hears of, so not negative; what takes off becomes a negative
/// price by itself.
impl OrderLine {
    /// A discount on the order: `off` becomes the line's negative price.
    ///
    /// Where the articles have different tax rates, write one line for each, with the rate of the
    /// articles that it makes cheaper: [`OrderLine::with_tax_rate`] makes its tax negative too. A
    /// discount on one article is [`OrderLine::with_discount`].
    ///
    /// ```
    /// use klarna_payments::{Country, MinorUnits, OrderLine, Purchase};
    ///
    /// let cup = OrderLine::new("Cup", 2, MinorUnits(5000))?.with_tax_rate(2500)?;
    /// let tenth = OrderLine::discount("Winter sale", MinorUnits(1000))?.with_tax_rate(2500)?;
    /// let purchase = Purchase::new(Country::Se, vec![cup, tenth])?;
    /// assert_eq!(purchase.order_amount, MinorUnits(9000));
    /// assert_eq!(purchase.order_tax_amount, Some(MinorUnits(1800)));
    /// # Ok::<(), klarna_payments::ArithmeticError>(())
    /// ```
    ///
    /// # Errors
    /// A negative amount.
    pub fn discount(name: impl Into<String>, off: MinorUnits) -> Result<Self, ArithmeticError> {
        Self::taken_off(name, off, OrderLineType::Discount)
    }

    /// Paid with a gift card: `spent` becomes the line's negative price. It is a
    /// payment method and no cheaper article, so the line has no tax.
    ///
    /// # Errors
    /// A negative amount.
    pub fn gift_card(name: impl Into<String>, spent: MinorUnits) -> Result<Self, ArithmeticError> {
        Self::taken_off(name, spent, OrderLineType::GiftCard)
    }

    /// Paid with what the shop owes the shopper: `spent` becomes the line's negative price. No tax,
    /// as for a gift card.
    ///
    /// # Errors
    /// A negative amount.
    pub fn store_credit(
        name: impl Into<String>,
        spent: MinorUnits,
    ) -> Result<Self, ArithmeticError> {
        Self::taken_off(name, spent, OrderLineType::StoreCredit)
    }

    /// A fee on top: gift wrapping, a deposit.
    ///
    /// # Errors
    /// A negative amount.
    pub fn surcharge(name: impl Into<String>, fee: MinorUnits) -> Result<Self, ArithmeticError> {
        Self::on_top(name, fee, OrderLineType::Surcharge)
    }

    /// Shipping.
    ///
    /// # Errors
    /// A negative amount.
    pub fn shipping_fee(name: impl Into<String>, fee: MinorUnits) -> Result<Self, ArithmeticError> {
        Self::on_top(name, fee, OrderLineType::ShippingFee)
    }

    /// US style: a tax as a line of its own. Call it `Tax` or `Sales Tax`.
    ///
    /// # Errors
    /// A negative amount.
    pub fn sales_tax(name: impl Into<String>, tax: MinorUnits) -> Result<Self, ArithmeticError> {
        Self::on_top(name, tax, OrderLineType::SalesTax)
    }

    fn taken_off(
        name: impl Into<String>,
        off: MinorUnits,
        kind: OrderLineType,
    ) -> Result<Self, ArithmeticError> {
        not_negative("unit_price", off.0)?;
        Ok(Self::new(name, 1, MinorUnits(-off.0))?.with_type(kind))
    }

    fn on_top(
        name: impl Into<String>,
        fee: MinorUnits,
        kind: OrderLineType,
    ) -> Result<Self, ArithmeticError> {
        not_negative("unit_price", fee.0)?;
        Ok(Self::new(name, 1, fee)?.with_type(kind))
    }
}
