//! What axe-core finds where a shopper signs up, reviews, and looks at what came of it; and a purchase
//! of two pages without a mouse.

use std::env;

use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

use super::{accessibility::Inspector, keyboard::tab_to};
use crate::{
    harness::{Scenario, Test},
    pages::{Account, Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![buys_in_two_steps_with_the_keyboard_alone];
    // A test that looked at nothing has not passed.
    if env::var_os("AXE").is_some() {
        all.extend(scenarios![
            signing_up_has_no_barriers,
            several_ways_to_pay_have_no_barriers,
            marked_fields_have_no_barriers,
            the_review_has_no_barriers,
            the_us_review_has_no_barriers,
            a_way_to_pay_that_is_not_stored_has_no_barriers,
            the_basket_with_extras_and_express_has_no_barriers,
        ]);
    }
    all
}

/// From the basket to the confirmation with Tab, Enter and Space.
async fn buys_in_two_steps_with_the_keyboard_alone(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB")
        .with_basket("subscription")
        .in_two_steps();
    shop.open_basket().await?;
    test.find("a[href^='/checkout']").await?;
    tab_to(&test, "a[href^='/checkout']").await?;
    test.press(Key::Enter).await?;
    shop.wait_state("ready").await?;
    tab_to(&test, ".klarna-checkout__pay").await?;
    test.press(Key::Space).await?;
    test.switch_to_popup().await?;
    test.wait_until("document.activeElement.id === 'approve'")
        .await?;
    test.press(Key::Enter).await?;
    test.back_from_popup().await?;
    Review::opened(&test, &shop).await?;
    tab_to(&test, ".klarna-checkout__pay").await?;
    test.press(Key::Enter).await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// With the terms beside the button, and then the account.
async fn signing_up_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "DE").with_basket("subscription");
    shop.open_ready().await?;
    test.find(".klarna-checkout__terms").await?;
    inspector.look(&test, "terms").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_confirmation().await?;
    inspector.look(&test, "confirmation").await?;
    Account::follow_confirmation(&test).await?;
    inspector.look(&test, "account").await
}

async fn several_ways_to_pay_have_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    let nothing = json!({ "show_form": false });
    test.sandbox()
        .fault(json!({ "kind": "load-result", "result": nothing, "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    inspector
        .look(&test, "one of the ways is not offered")
        .await
}

async fn marked_fields_have_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "GB").for_a_company();
    shop.open_ready().await?;
    shop.fill("billing_address.organization_name", "  ").await?;
    shop.pay().await?;
    shop.problem().await?;
    inspector.look(&test, "a marked field").await
}

async fn the_review_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "SE")
        .with_basket("mixed")
        .in_two_steps();
    shop.open_ready().await?;
    inspector.look(&test, "the first page").await?;
    shop.pay_and_approve().await?;
    Review::opened(&test, &shop).await?;
    inspector.look(&test, "the review").await?;
    shop.back_to_address().await?;
    shop.wait_state("awaiting-finalize").await?;
    inspector.look(&test, "the first page again").await
}

async fn the_us_review_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "US").in_two_steps();
    Review::reach(&test, &shop).await?;
    test.find(".klarna-checkout__review iframe").await?;
    inspector.look(&test, "the review").await
}

async fn a_way_to_pay_that_is_not_stored_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    test.sandbox()
        .fault(json!({ "kind": "token-refused" }))
        .await?;
    let shop = Shop::in_market(&test, "SE").with_basket("mixed");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    shop.wait_for_confirmation().await?;
    test.find(".not-stored").await?;
    inspector.look(&test, "not stored").await
}

async fn the_basket_with_extras_and_express_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "US").with_express();
    shop.open_basket().await?;
    test.find(".klarna-express-button").await?;
    inspector.look(&test, "basket").await
}
