//! The checkout comes and goes with the shop's pages, which are never loaded anew.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        works_each_time_it_comes_back,
        comes_back_with_the_browsers_own_buttons,
        choosing_another_way_to_pay_and_back_keeps_the_widget,
    ]
}

/// What there is of Klarna's in the page: script tags, frames in the widget's place, frames in all.
async fn inventory(test: &Test) -> Result<Value> {
    test.value(
        "[
          document.querySelectorAll('script[src*=\"/kp/lib/\"]').length,
          deepQueryAll('.klarna-checkout__widget iframe').length,
          deepQueryAll('iframe').length,
        ]",
    )
    .await
}

async fn works_each_time_it_comes_back(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let first = inventory(&test).await?;
    ensure!(first[0] == json!(1) && first[1] == json!(1), "{first}");
    for round in 1..=10 {
        shop.leave().await?;
        shop.come_back().await?;
        shop.wait_state("ready").await?;
        let now = inventory(&test).await?;
        ensure!(now == first, "{now} after {round} rounds, not {first}");
    }
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn comes_back_with_the_browsers_own_buttons(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE");
    shop.open_basket().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    for _ in 0..3 {
        test.browser().back().await?;
        test.wait_for_path("/").await?;
        test.browser().forward().await?;
        test.wait_for_path("/checkout").await?;
        shop.wait_state("ready").await?;
    }
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Only hidden, as a shop's own choice of payment hides it: nothing is loaded anew.
async fn choosing_another_way_to_pay_and_back_keeps_the_widget(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run("window.frame = deepQuery('.klarna-checkout__widget iframe');")
        .await?;
    for _ in 0..3 {
        for method in ["transfer", "klarna"] {
            test.click(&format!("input[name=payment][value={method}]"))
                .await?;
        }
    }
    let same = "frame === deepQuery('.klarna-checkout__widget iframe')";
    ensure!(test.value(same).await? == json!(true));
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let loads = test.sandbox().sdk_calls("load").await?;
    ensure!(loads.len() == 1, "{loads:?}");
    Ok(())
}
