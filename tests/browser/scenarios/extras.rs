//! A discount, a gift card and gift wrapping: what the shopper sees is what is paid, and Klarna gets
//! each as a line of its own kind.

use anyhow::{Context, Result, ensure};
use demo_shop_api::LineKind;
use serde_json::Value;

use super::in_each_market;
use crate::{
    harness::{Scenario, Test},
    pages::{Confirmation, Shop},
};

pub(crate) fn all() -> Vec<Scenario> {
    in_each_market("extras::are_paid_as_shown", are_paid)
}

async fn are_paid(test: Test, market: &'static str) -> Result<()> {
    let shop = Shop::in_market(&test, market);
    shop.open_basket().await?;
    for extra in ["discount", "gift_card", "gift_wrap"] {
        test.click(&format!("input[name=extra][value={extra}]"))
            .await?;
    }
    test.wait_until("[...document.querySelectorAll('.totals dt')].length >= 6")
        .await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    let shown = test.text(".totals__total dd").await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test).await?;

    // What was shown before is what was paid.
    let paid = test.text(".totals__total dd").await?;
    ensure!(paid == shown, "shown was {shown}, paid {paid}");
    let order = shop.one_order().await?;
    let total = |kind| -> Result<i64> {
        let line = order.lines.iter().find(|line| line.kind == kind);
        Ok(line
            .with_context(|| format!("no {kind:?} in {order:?}"))?
            .total
            .0)
    };
    let articles = order
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Article);
    let articles: i64 = articles.map(|line| line.total.0).sum();
    ensure!(total(LineKind::Discount)? == -(articles / 10));
    ensure!(total(LineKind::GiftCard)? < 0);
    ensure!(total(LineKind::Surcharge)? > 0);
    let sum: i64 = order.lines.iter().map(|line| line.total.0).sum();
    ensure!(sum == order.total.minor_units.0, "{order:?}");

    let asked = test.sandbox().order_calls().await?.remove(0).request;
    ensure!(asked["order_amount"] == sum, "{asked}");
    let lines = asked["order_lines"].as_array().context("no lines")?;
    let mut types: Vec<_> = lines
        .iter()
        .filter_map(|line| line["type"].as_str())
        .collect();
    types.dedup();
    let expected = match market {
        "US" => "physical discount surcharge shipping_fee sales_tax gift_card",
        _ => "physical discount surcharge shipping_fee gift_card",
    };
    ensure!(types.join(" ") == expected, "Klarna got {types:?}");
    let tax = |line: &Value| line["total_tax_amount"].as_i64().unwrap_or_default();
    let gift_card = lines.iter().find(|line| line["type"] == "gift_card");
    ensure!(
        gift_card.is_some_and(|line| tax(line) == 0),
        "a gift card is taxed"
    );
    Ok(())
}
