//! What a cart costs: the lines as Klarna takes them, and the cart as the shopper sees it, made
//! from the very same lines.

use checkout_contract::{
    Money,
    shop::{Cart, CartLine, LineKind},
};
use klarna_payments::{
    ArithmeticError, Country, MinorUnits, OrderLine, OrderLineType,
    arithmetic::{order_amount, order_tax_amount},
};

use super::{
    catalogue::{articles, shipping},
    tax::{Tax, tax},
};
use crate::store::StoredCart;

/// A cart whose price cannot be told. Never the shopper's fault.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PricingError {
    /// The catalogue or the table of taxes lacks the market.
    #[error("the catalogue has no prices or taxes for {0}")]
    Market(Country),
    /// A sum that does not fit.
    #[error("the cart's amounts do not add up")]
    Arithmetic(#[from] ArithmeticError),
}

/// The lines of a cart as Klarna takes them: articles, shipping, and taxes that come on top.
///
/// An empty cart has no lines, shipping neither.
pub(crate) fn order_lines(cart: &StoredCart) -> Result<Vec<OrderLine>, PricingError> {
    let unknown = || PricingError::Market(cart.market);
    let currency = cart.market.currency();
    let tax = tax(cart.market).ok_or_else(unknown)?;
    let mut lines = Vec::new();
    for article in articles() {
        let quantity = cart.quantity(article.sku);
        if quantity > 0 {
            let price = article.price(currency).ok_or_else(unknown)?;
            let line = OrderLine::new(article.name, i64::from(quantity), price)?
                .with_type(OrderLineType::Physical)
                .with_reference(article.sku);
            lines.push(taxed(line, tax)?);
        }
    }
    if lines.is_empty() {
        return Ok(lines);
    }
    let fee = shipping(currency).ok_or_else(unknown)?;
    let line = OrderLine::new("Shipping", 1, fee)?
        .with_type(OrderLineType::ShippingFee)
        .with_reference("shipping");
    lines.push(taxed(line, tax)?);
    if let Tax::Added(taxes) = tax {
        let net = order_amount(&lines)?;
        for tax in taxes {
            let amount = tax.on(net.0).map(MinorUnits).ok_or_else(unknown)?;
            lines.push(
                OrderLine::new(tax.name, 1, amount)?
                    .with_type(OrderLineType::SalesTax)
                    .with_reference(tax.sku),
            );
        }
    }
    Ok(lines)
}

fn taxed(line: OrderLine, tax: Tax) -> Result<OrderLine, ArithmeticError> {
    match tax {
        Tax::Included(rate) => line.with_tax_rate(rate),
        Tax::Added(_) => Ok(line),
    }
}

/// A cart as the shopper sees it.
pub(crate) fn cart_view(cart: &StoredCart) -> Result<Cart, PricingError> {
    let lines = order_lines(cart)?;
    Ok(Cart {
        id: cart.id.clone(),
        version: cart.version,
        market: cart.market,
        total: total(cart.market, &lines)?,
        tax: order_tax_amount(&lines)?,
        tax_included: matches!(tax(cart.market), Some(Tax::Included(_))),
        lines: cart_lines(&lines),
        extras: Vec::new(),
        order_id: cart.order_number.clone(),
    })
}

/// What lines cost together, in the market's currency.
pub(crate) fn total(market: Country, lines: &[OrderLine]) -> Result<Money, ArithmeticError> {
    Ok(Money {
        minor_units: order_amount(lines)?,
        currency: market.currency(),
    })
}

/// Klarna's lines as the shopper sees them.
pub(crate) fn cart_lines(lines: &[OrderLine]) -> Vec<CartLine> {
    lines
        .iter()
        .map(|line| CartLine {
            sku: line.reference.clone().unwrap_or_default(),
            name: line.name.clone(),
            kind: match line.line_type {
                Some(OrderLineType::ShippingFee) => LineKind::Shipping,
                Some(OrderLineType::SalesTax) => LineKind::SalesTax,
                _ => LineKind::Article,
            },
            quantity: u32::try_from(line.quantity).unwrap_or_default(),
            unit_price: line.unit_price,
            total: line.total_amount,
            plan: None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
