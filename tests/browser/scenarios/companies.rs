//! Who buys, and what Klarna is told of them when.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_company_buys_in_se,
        a_company_buys_in_the_us,
        a_company_buys_in_two_steps,
        a_company_without_a_name_is_asked_for_it,
        a_person_is_none_even_with_the_name_of_a_company,
        what_klarna_gets_is_what_was_typed_last,
        nothing_personal_leaves_the_page_before_the_press,
    ]
}

/// What the page told Klarna of the shopper, in its last call of that method.
async fn told(test: &Test, method: &str) -> Result<Value> {
    let calls = test.sandbox().sdk_calls(method).await?;
    let call = calls.last().context("no call")?;
    Ok(call.request["data"].clone())
}

fn is_of_the_company(data: &Value) -> Result<()> {
    ensure!(
        data["customer"]["type"] == json!("organization")
            && data["billing_address"]["organization_name"] == json!("Lantern Works"),
        "{data}"
    );
    Ok(())
}

async fn a_company_buys_in_se(test: Test) -> Result<()> {
    company_buys(&test, Shop::in_market(&test, "SE").for_a_company()).await
}

async fn a_company_buys_in_the_us(test: Test) -> Result<()> {
    company_buys(&test, Shop::in_market(&test, "US").for_a_company()).await
}

async fn company_buys(test: &Test, shop: Shop<'_>) -> Result<()> {
    shop.open_ready().await?;
    shop.fill("billing_address.organization_name", "Lantern Works")
        .await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    is_of_the_company(&told(test, "authorize").await?)
}

/// Also to `finalize`, on a fresh page.
async fn a_company_buys_in_two_steps(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE").for_a_company().in_two_steps();
    shop.open_ready().await?;
    shop.fill("billing_address.organization_name", "Lantern Works")
        .await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;
    let review = review.load_anew(&shop).await?;
    ensure!(test.text(".address").await?.contains("Lantern Works"));
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    is_of_the_company(&told(&test, "authorize").await?)?;
    is_of_the_company(&told(&test, "finalize").await?)
}

/// Not even where the shop's own form lets it pass.
async fn a_company_without_a_name_is_asked_for_it(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB").for_a_company();
    shop.open_ready().await?;
    shop.fill("billing_address.organization_name", "  ").await?;
    shop.pay().await?;
    let problem = shop.problem().await?;
    ensure!(problem.contains("Company"), "it says: {problem}");
    let field = "input[name=organization_name]";
    let marked = test.attribute(field, "aria-invalid").await?;
    ensure!(marked.as_deref() == Some("true"));
    test.wait_until("document.activeElement.name === 'organization_name'")
        .await?;
    ensure!(test.sandbox().sdk_calls("authorize").await?.is_empty());

    shop.fill("billing_address.organization_name", "Lantern Works")
        .await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    is_of_the_company(&told(&test, "authorize").await?)
}

/// The name stays in the form, and out of what Klarna gets.
async fn a_person_is_none_even_with_the_name_of_a_company(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.toggle_business().await?;
    shop.fill("billing_address.organization_name", "Lantern Works")
        .await?;
    shop.toggle_business().await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let data = told(&test, "authorize").await?;
    ensure!(data["billing_address"]["given_name"].is_string(), "{data}");
    ensure!(!data.to_string().contains("organi"), "{data}");
    Ok(())
}

async fn what_klarna_gets_is_what_was_typed_last(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE").with_basket("subscription");
    shop.open_ready().await?;
    for (city, street) in [("Bonn", "Markt 1"), ("Ulm", "Hafenbad 2")] {
        shop.fill("billing_address.city", city).await?;
        shop.fill("billing_address.street_address", street).await?;
    }
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let address = &told(&test, "authorize").await?["billing_address"];
    ensure!(
        address["city"] == json!("Ulm") && address["street_address"] == json!("Hafenbad 2"),
        "{address}"
    );
    Ok(())
}

/// Neither by the page's calls nor by the server's.
async fn nothing_personal_leaves_the_page_before_the_press(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US").with_basket("mixed");
    shop.open_ready().await?;
    shop.fill("billing_address.city", "Ithaca").await?;
    test.click(".stepper__button:last-child").await?;
    shop.wait_state("loading").await?;
    shop.wait_state("ready").await?;
    for call in test.sandbox().log().await? {
        let request = call.request.to_string();
        for personal in ["billing_address", "shipping_address", "email", "Ithaca"] {
            ensure!(!request.contains(personal), "{call:?}");
        }
    }
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
