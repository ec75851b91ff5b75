//! One line of an order: an article, shipping, a discount, a tax.

mod kinds;

use serde::{Deserialize, Serialize};

use crate::{
    arithmetic::{ArithmeticError, included_tax, line_total},
    money::MinorUnits,
    subscription::Subscription,
};

/// One line of an order, in Klarna's field names.
///
/// Built with [`OrderLine::new`] and `with_*` its totals follow from quantity, price, discount and
/// tax rate, so that they always pass Klarna's checks.
///
/// ```
/// use klarna_payments::{MinorUnits, OrderLine, OrderLineType};
///
/// let cup = OrderLine::new("Cup", 2, MinorUnits(5000))?
///     .with_type(OrderLineType::Physical)
///     .with_discount(MinorUnits(500))?
///     .with_tax_rate(2500)?;
/// assert_eq!(cup.total_amount, MinorUnits(9500));
/// assert_eq!(cup.total_tax_amount, Some(MinorUnits(1900)));
/// # Ok::<(), klarna_payments::ArithmeticError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What kind of line it is; an article to send where it is left out.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub line_type: Option<OrderLineType>,
    /// The merchant's article number; at most 255 characters (256 in an order with a customer token).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the shopper reads; 1 to 255 characters.
    pub name: String,
    /// How many; not negative.
    pub quantity: i64,
    /// `pcs`, `kg`, …; 1 to 8 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_unit: Option<String>,
    /// Price of one, tax included unless tax is a line of its own. Negative for a discount line.
    pub unit_price: MinorUnits,
    /// In hundredths of a percent: 2500 is 25 %. 0 to 10000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<i64>,
    /// `quantity * unit_price - total_discount_amount`.
    pub total_amount: MinorUnits,
    /// Taken off the line's total; not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_discount_amount: Option<MinorUnits>,
    /// How much of `total_amount` is tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_tax_amount: Option<MinorUnits>,
    /// A picture of the article; at most 1024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The article's page in the shop; at most 1024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_url: Option<String>,
    /// For the merchant's own use; at most 1024 characters (255 in an order with a customer token).
    /// Not for personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_data: Option<String>,
    /// Names of the article that the world knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_identifiers: Option<ProductIdentifiers>,
    /// How often it is charged, where it is a subscription's. Only in sessions that store a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Subscription>,
}

impl OrderLine {
    /// A line of so many at such a price, without discount and tax.
    ///
    /// # Errors
    /// A negative quantity, or a total too large to write.
    pub fn new(
        name: impl Into<String>,
        quantity: i64,
        unit_price: MinorUnits,
    ) -> Result<Self, ArithmeticError> {
        Ok(Self {
            line_type: None,
            reference: None,
            name: name.into(),
            quantity,
            quantity_unit: None,
            unit_price,
            tax_rate: None,
            total_amount: line_total(quantity, unit_price, MinorUnits::ZERO)?,
            total_discount_amount: None,
            total_tax_amount: None,
            image_url: None,
            product_url: None,
            merchant_data: None,
            product_identifiers: None,
            subscription: None,
        })
    }

    /// Takes an amount off the line's total; the tax follows.
    ///
    /// # Errors
    /// A negative discount, or a total too large to write.
    pub fn with_discount(mut self, discount: MinorUnits) -> Result<Self, ArithmeticError> {
        self.total_amount = line_total(self.quantity, self.unit_price, discount)?;
        self.total_discount_amount = Some(discount);
        match self.tax_rate {
            Some(rate) => self.with_tax_rate(rate),
            None => Ok(self),
        }
    }

    /// Says which tax is inside the line's total (Europe, Oceania), in hundredths of a percent.
    ///
    /// # Errors
    /// A rate outside 0 to 10000.
    pub fn with_tax_rate(mut self, tax_rate: i64) -> Result<Self, ArithmeticError> {
        self.total_tax_amount = Some(included_tax(self.total_amount, tax_rate)?);
        self.tax_rate = Some(tax_rate);
        Ok(self)
    }

    /// Says what kind of line it is.
    pub fn with_type(mut self, line_type: OrderLineType) -> Self {
        self.line_type = Some(line_type);
        self
    }

    /// Adds the merchant's article number.
    pub fn with_reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Adds the unit that the quantity counts.
    pub fn with_quantity_unit(mut self, unit: impl Into<String>) -> Self {
        self.quantity_unit = Some(unit.into());
        self
    }

    /// Adds the address of the article's picture.
    pub fn with_image_url(mut self, url: impl Into<String>) -> Self {
        self.image_url = Some(url.into());
        self
    }

    /// Adds the address of the article's page.
    pub fn with_product_url(mut self, url: impl Into<String>) -> Self {
        self.product_url = Some(url.into());
        self
    }

    /// Adds what the merchant wants to find again on the order. Not for personal data.
    pub fn with_merchant_data(mut self, data: impl Into<String>) -> Self {
        self.merchant_data = Some(data.into());
        self
    }

    /// Adds the names by which the world knows the article.
    pub fn with_product_identifiers(mut self, identifiers: ProductIdentifiers) -> Self {
        self.product_identifiers = Some(identifiers);
        self
    }

    /// Says how often the line is charged.
    pub fn with_subscription(mut self, subscription: Subscription) -> Self {
        self.subscription = Some(subscription);
        self
    }
}

/// The kind of an order line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OrderLineType {
    /// An article that is sent.
    Physical,
    /// An article that is not sent: a download, a subscription.
    Digital,
    /// A discount on the order; its price is negative.
    Discount,
    /// Shipping.
    ShippingFee,
    /// US style: a tax as a line of its own, outside the articles' prices.
    SalesTax,
    /// Paid with a gift card; its price is negative.
    GiftCard,
    /// Paid with store credit; its price is negative.
    StoreCredit,
    /// A fee on top.
    Surcharge,
    /// A kind that this version does not know, in Klarna's word for it. The Payments API lists the
    /// kinds above as the possible ones, without closing the list.
    #[serde(untagged)]
    Other(String),
}

/// Names of an article that the world knows, by which Klarna recognises it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductIdentifiers {
    /// At most 70 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// From wide to narrow, `Home > Kitchen > Cups`; at most 750 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_path: Option<String>,
    /// EAN, UPC, ISBN, …; at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub global_trade_item_number: Option<String>,
    /// At most 70 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer_part_number: Option<String>,
    /// At most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// At most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
}
