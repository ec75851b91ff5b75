//! Facts that pages derive from a cart.

use demo_shop_api::{Basket, Cart, CartLine, MinorUnits, Plan};

/// Returns the lines that are articles.
pub(crate) fn articles(cart: &Cart) -> impl Iterator<Item = &CartLine> {
    cart.lines.iter().filter(|line| line.is_article())
}

/// Returns the shop's basket that has articles of the cart's kind; `None` for an empty cart.
pub(crate) fn basket(cart: &Cart) -> Option<Basket> {
    let buys_once = articles(cart).any(|line| line.plan.is_none());
    match articles(cart).find_map(|line| line.plan) {
        None => buys_once.then_some(Basket::Once),
        Some(_) if buys_once => Some(Basket::Mixed),
        Some(Plan { trial_days: 0, .. }) => Some(Basket::Subscription),
        Some(_) => Some(Basket::Trial),
    }
}

/// Returns the line of the cart's subscription.
pub(crate) fn subscription(cart: &Cart) -> Option<&CartLine> {
    cart.lines.iter().find(|line| line.plan.is_some())
}

/// Returns the price of each period of a subscription.
pub(crate) fn price_per_period(line: &CartLine) -> MinorUnits {
    MinorUnits(line.unit_price.0.saturating_mul(line.quantity.into()))
}
