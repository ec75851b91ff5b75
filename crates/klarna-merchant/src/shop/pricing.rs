//! The price of a cart: the lines as Klarna takes them, and the cart as the shopper sees it, made
//! from the same lines.

mod extras;
mod lines;

use checkout_contract::Money;
use demo_shop_api::{Cart, CartLine, LineKind, Plan};
use klarna_payments::{
    ArithmeticError, Country, MinorUnits, OrderLine, OrderLineType, SessionPlan,
    arithmetic::{order_amount, order_tax_amount},
};
use serde::{Deserialize, Serialize};

use super::{
    catalogue::{Article, article, articles, shipping},
    tax::{Tax, tax},
};
use crate::store::StoredCart;
use lines::Lines;

/// The reason why a cart has no price: an error in the catalogue, never in the shopper's request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PricingError {
    /// The catalogue has no price in the market's currency, or a tax on top of it overflows.
    #[error("the catalogue has no prices for {0}")]
    Market(Country),
    /// A sum overflows.
    #[error("the cart's amounts do not add up")]
    Arithmetic(#[from] ArithmeticError),
}

/// The price of a cart, now and later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Priced {
    /// The plan that the shopper agrees to. It follows from the cart's content; the browser has no say.
    pub(crate) plan: SessionPlan,
    /// The lines that are paid now, as Klarna takes them: articles, extras, shipping, and taxes that
    /// come on top. An empty cart has no lines. A trial is a line that costs nothing.
    pub(crate) lines: Vec<OrderLine>,
    /// The subscription that the shopper signs up for.
    pub(crate) sign_up: Option<SignUp>,
}

/// A subscription that a shopper signs up for, as the checkout stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignUp {
    /// The name in the cart.
    pub(crate) name: String,
    /// The interval between its charges, and its start.
    pub(crate) plan: Plan,
    /// The lines of every renewal, taxes included.
    pub(crate) lines: Vec<OrderLine>,
}

/// Prices a cart.
///
/// A tenth is off what is paid now for articles. A gift card pays for articles bought once, neither
/// for their delivery nor for a subscription, so that there is always something left to pay with
/// Klarna. Delivery and gift wrapping are for articles bought once.
pub(crate) fn price(cart: &StoredCart) -> Result<Priced, PricingError> {
    let lines = Lines::new(cart.market);
    let (subscribed, once): (Vec<_>, Vec<_>) = articles()
        .filter(|article| cart.quantity(article.sku) > 0)
        .partition(|article| article.plan.is_some());
    let sign_up = match subscribed.first() {
        Some(article) => lines.sign_up(article, cart.quantity(article.sku))?,
        None => None,
    };
    let mut due = Vec::new();
    for article in &once {
        due.push(lines.article(article, cart.quantity(article.sku))?);
    }
    if once.is_empty()
        && let Some(article) = subscribed.first()
    {
        due.push(lines.first_period(article, cart.quantity(article.sku))?);
    }
    extras::add(&lines, &cart.extras, &mut due, !once.is_empty())?;
    Ok(Priced {
        plan: session_plan(!once.is_empty(), sign_up.as_ref()),
        lines: due,
        sign_up,
    })
}

/// Returns the plan of a purchase.
fn session_plan(buys_once: bool, sign_up: Option<&SignUp>) -> SessionPlan {
    match sign_up {
        None => SessionPlan::OneTime,
        Some(_) if buys_once => SessionPlan::Mixed,
        Some(sign_up) if sign_up.plan.trial_days > 0 => SessionPlan::Trial,
        Some(_) => SessionPlan::Subscription,
    }
}

/// Returns the cart as the shopper sees it.
pub(crate) fn cart_view(cart: &StoredCart) -> Result<Cart, PricingError> {
    let Priced { lines, sign_up, .. } = price(cart)?;
    let mut shown = cart_lines(&lines);
    if let Some(line) = sign_up.as_ref().and_then(|sign_up| sign_up.lines.first())
        && shown.iter().all(|line| line.plan.is_none())
    {
        // Charged later, so not among what is paid now.
        let later = CartLine {
            total: MinorUnits::ZERO,
            ..cart_line(line)
        };
        let articles = shown
            .iter()
            .take_while(|line| line.kind == LineKind::Article);
        shown.insert(articles.count(), later);
    }
    Ok(Cart {
        id: cart.id.clone(),
        version: cart.version,
        market: cart.market,
        total: total(cart.market, &lines)?,
        tax: order_tax_amount(&lines)?,
        tax_included: matches!(tax(cart.market), Tax::Included(_)),
        lines: shown,
        extras: cart.extras.clone(),
        order_id: cart.order_number.clone(),
    })
}

/// Returns the sum of the lines, in the market's currency.
pub(crate) fn total(market: Country, lines: &[OrderLine]) -> Result<Money, ArithmeticError> {
    Ok(Money {
        minor_units: order_amount(lines)?,
        currency: market.currency(),
    })
}

/// Returns Klarna's lines as the shopper sees them.
pub(crate) fn cart_lines(lines: &[OrderLine]) -> Vec<CartLine> {
    lines.iter().map(cart_line).collect()
}

fn cart_line(line: &OrderLine) -> CartLine {
    let sku = line.reference.clone().unwrap_or_default();
    CartLine {
        name: line.name.clone(),
        kind: match line.line_type {
            Some(OrderLineType::ShippingFee) => LineKind::Shipping,
            Some(OrderLineType::SalesTax) => LineKind::SalesTax,
            Some(OrderLineType::Discount) => LineKind::Discount,
            Some(OrderLineType::GiftCard) => LineKind::GiftCard,
            Some(OrderLineType::Surcharge) => LineKind::Surcharge,
            _ => LineKind::Article,
        },
        quantity: u32::try_from(line.quantity).unwrap_or_default(),
        unit_price: line.unit_price,
        total: line.total_amount,
        plan: article(&sku).and_then(|article| article.plan),
        sku,
    }
}

#[cfg(test)]
mod tests;
