//! What comes with the articles: a discount, gift wrapping, shipping, taxes on top, a gift card.

use demo_shop_api::Extra;
use klarna_payments::{MinorUnits, OrderLine, OrderLineType, arithmetic::order_amount};

use super::{Lines, PricingError, shipping};
use crate::shop::catalogue::{gift_card, gift_wrap};

/// Adds to the articles that are paid now what comes with them. An extra that has nothing to act
/// on adds no line.
///
/// The sequence matters: a discount lowers the price that is taxed, a gift card pays what is left.
pub(super) fn add(
    make: &Lines,
    extras: &[Extra],
    lines: &mut Vec<OrderLine>,
    buys_once: bool,
) -> Result<(), PricingError> {
    let on = |extra| extras.contains(&extra);
    let tenth = order_amount(lines)?.0 / 10;
    if on(Extra::Discount) && tenth > 0 {
        let price = MinorUnits(-tenth);
        let discount = OrderLineType::Discount;
        lines.push(make.other("Discount of 10 %", "discount", discount, price)?);
    }
    let goods = order_amount(lines)?;
    if buys_once {
        if on(Extra::GiftWrap) {
            let price = make.known(gift_wrap(make.currency))?;
            let surcharge = OrderLineType::Surcharge;
            lines.push(make.other("Gift wrapping", "gift-wrap", surcharge, price)?);
        }
        let fee = make.known(shipping(make.currency))?;
        let line = make.other("Shipping", "shipping", OrderLineType::ShippingFee, fee)?;
        lines.push(line);
    }
    make.add_sales_taxes(lines)?;
    if on(Extra::GiftCard) && buys_once {
        let covered = make.known(gift_card(make.currency))?.min(goods);
        let gift_card = OrderLineType::GiftCard;
        let price = MinorUnits(-covered.0);
        lines.push(make.other("Gift card", "gift-card", gift_card, price)?);
    }
    Ok(())
}
