//! What stays where it is, what is read out, and where the focus goes.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        elements_stay_the_same_in_every_state,
        closing_the_window_brings_the_focus_back_to_pay,
        a_refusal_moves_the_focus_to_the_message,
        a_failure_moves_the_focus_to_the_message,
        the_focus_of_a_shopper_elsewhere_is_left_alone,
        what_happens_is_read_out,
    ]
}

/// Remembers the component's elements.
const REMEMBER: &str = "
window.parts = [...document.querySelectorAll('.klarna-checkout, .klarna-checkout > *, .klarna-checkout button')];";

/// Whether they are still the page's.
const SAME: &str = "(() => {
  const now = [...document.querySelectorAll('.klarna-checkout, .klarna-checkout > *, .klarna-checkout button')];
  return now.length === parts.length && now.every((element, index) => element === parts[index]);
})()";

/// A node that is drawn anew loses the focus, what a screen reader rests on, and Klarna's frame.
async fn elements_stay_the_same_in_every_state(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    test.run(REMEMBER).await?;
    test.sandbox().clear_faults().await?;
    shop.retry().await?;
    shop.wait_state("ready").await?;
    test.wait_until(SAME).await?;
    test.click(".stepper__button:last-child").await?;
    shop.wait_state("loading").await?;
    test.wait_until(SAME).await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    shop.wait_state("authorizing").await?;
    test.wait_until(SAME).await?;
    test.switch_to_popup().await?;
    window.close().await?;
    shop.wait_state("ready").await?;
    test.wait_until(SAME).await?;
    test.click("select[name=locale] option[value='en-SE']")
        .await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    shop.wait_state("declined").await?;
    test.wait_until(SAME).await
}

async fn closing_the_window_brings_the_focus_back_to_pay(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.close().await?;
    shop.wait_state("ready").await?;
    shop.wait_focus("pay").await
}

async fn a_refusal_moves_the_focus_to_the_message(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    shop.wait_state("declined").await?;
    shop.wait_focus("problem").await
}

async fn a_failure_moves_the_focus_to_the_message(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "authorize-throws" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some("sdk-error"));
    shop.wait_focus("problem").await?;
    test.sandbox().clear_faults().await?;
    shop.retry().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Whoever types an address meanwhile goes on typing.
async fn the_focus_of_a_shopper_elsewhere_is_left_alone(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-slow", "delay_ms": 12_000 }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    test.click("input[name=city]").await?;
    shop.wait_state("failed").await?;
    shop.problem().await?;
    test.wait_until("document.activeElement.name === 'city'")
        .await
}

/// Progress is said when there is a pause, and problems at once; both by elements that were there
/// before their words.
async fn what_happens_is_read_out(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    test.run(
        "window.said = [];
        for (const region of document.querySelectorAll('.klarna-checkout [role]')) {
          const note = () => said.push([region.getAttribute('role'), region.textContent]);
          new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
        }",
    )
    .await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.close().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    shop.wait_state("declined").await?;
    let said = test.value("said.filter(([, text]) => text)").await?;
    let said: Vec<(String, String)> = serde_json::from_value(said)?;
    let roles: Vec<_> = said.iter().map(|(role, _)| role.as_str()).collect();
    ensure!(roles == ["status", "status", "status", "alert"], "{said:?}");
    let heard = |at: usize, part: &str| said[at].1.contains(part);
    ensure!(
        heard(0, "Klarna's window") && heard(1, "left Klarna"),
        "{said:?}"
    );
    ensure!(
        heard(2, "Klarna's window") && heard(3, "another way to pay"),
        "{said:?}"
    );
    Ok(())
}
