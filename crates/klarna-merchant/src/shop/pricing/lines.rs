//! Single lines, taxed as their market taxes them.

use klarna_payments::{
    Country, Currency, MinorUnits, OrderLine, OrderLineType, Subscription, arithmetic::order_amount,
};

use super::{Article, PricingError, SignUp, Tax, tax};

/// Makes a market's lines.
pub(super) struct Lines {
    market: Country,
    pub(super) currency: Currency,
    tax: Tax,
}

impl Lines {
    pub(super) const fn new(market: Country) -> Self {
        Self {
            market,
            currency: market.currency(),
            tax: tax(market),
        }
    }

    /// Makes the line of an article in that quantity, at its full price.
    pub(super) fn article(
        &self,
        article: &Article,
        quantity: u32,
    ) -> Result<OrderLine, PricingError> {
        let price = article.price(self.currency);
        let mut line = OrderLine::new(article.name, i64::from(quantity), self.known(price)?)?
            .with_type(OrderLineType::Physical)
            .with_reference(article.sku);
        line.subscription = article.plan.map(|plan| Subscription {
            name: article.name.to_owned(),
            interval: plan.interval,
            interval_count: plan.interval_count,
        });
        self.taxed(line)
    }

    /// Makes the line that the shopper pays in the checkout for a subscription: the first period, or
    /// nothing for a trial.
    pub(super) fn first_period(
        &self,
        article: &Article,
        quantity: u32,
    ) -> Result<OrderLine, PricingError> {
        let line = self.article(article, quantity)?;
        if article.plan.is_some_and(|plan| plan.trial_days > 0) {
            let all = line.total_amount;
            return Ok(line.with_discount(all)?);
        }
        Ok(line)
    }

    /// Makes the sign-up for a subscription, with the lines of each charge; `None` for an article that
    /// is bought once.
    pub(super) fn sign_up(
        &self,
        article: &Article,
        quantity: u32,
    ) -> Result<Option<SignUp>, PricingError> {
        let Some(plan) = article.plan else {
            return Ok(None);
        };
        let mut lines = vec![self.article(article, quantity)?];
        self.add_sales_taxes(&mut lines)?;
        Ok(Some(SignUp {
            name: article.name.to_owned(),
            plan,
            lines,
        }))
    }

    /// Makes a line that is no article.
    pub(super) fn other(
        &self,
        name: &str,
        reference: &str,
        line_type: OrderLineType,
        price: MinorUnits,
    ) -> Result<OrderLine, PricingError> {
        // Money that was paid before, not a lower price: the sale is taxed in full.
        let is_untaxed = line_type == OrderLineType::GiftCard;
        let line = OrderLine::new(name, 1, price)?
            .with_type(line_type)
            .with_reference(reference);
        if is_untaxed {
            Ok(line)
        } else {
            self.taxed(line)
        }
    }

    /// Adds the taxes that come on top of these lines, where there are such taxes.
    pub(super) fn add_sales_taxes(&self, lines: &mut Vec<OrderLine>) -> Result<(), PricingError> {
        let Tax::Added(taxes) = self.tax else {
            return Ok(());
        };
        let net = order_amount(lines)?;
        for tax in taxes {
            let amount = self.known(tax.on(net.0).map(MinorUnits))?;
            if amount > MinorUnits::ZERO {
                let line = OrderLine::new(tax.name, 1, amount)?
                    .with_type(OrderLineType::SalesTax)
                    .with_reference(tax.sku);
                lines.push(line);
            }
        }
        Ok(())
    }

    /// Returns an amount that the catalogue has for every market.
    pub(super) fn known(&self, amount: Option<MinorUnits>) -> Result<MinorUnits, PricingError> {
        amount.ok_or(PricingError::Market(self.market))
    }

    fn taxed(&self, line: OrderLine) -> Result<OrderLine, PricingError> {
        Ok(match self.tax {
            Tax::Included(rate) => line.with_tax_rate(rate)?,
            Tax::Added(_) => line,
        })
    }
}
