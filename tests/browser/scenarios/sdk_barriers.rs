//! What axe-core finds in the sandbox's widget, window and express button.

use std::env;

use anyhow::Result;
use serde_json::json;

use super::{accessibility::Inspector, scenarios};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

/// None without axe-core: a test that looked at nothing has not passed.
pub(crate) fn all() -> Vec<Scenario> {
    if env::var_os("AXE").is_none() {
        return Vec::new();
    }
    scenarios![
        a_subscription_is_agreed_to_without_barriers,
        a_dearer_order_is_confirmed_without_barriers,
        express_checkout_has_no_barriers,
    ]
}

async fn a_subscription_is_agreed_to_without_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let fields = json!({
        "intent": "buy_and_tokenize", "order_amount": 990, "order_tax_amount": 0,
        "order_lines": [{
            "name": "Kaffeeklub", "quantity": 1, "unit_price": 990, "total_amount": 990,
            "subscription": { "name": "Kaffeeklub", "interval": "MONTH", "interval_count": 3 },
        }],
    });
    let page = Bare::with_session_of(&test, fields).await?;
    page.load("{}").await?;
    page.enter_frame("#container iframe").await?;
    inspector.look(&test, "the widget").await?;
    page.leave_frame().await?;
    let company = "{ billing_address: { organization_name: 'Muster GmbH' } }";
    page.authorize(company).await?;
    Authorization::opened(&test).await?;
    inspector.look(&test, "the window").await
}

async fn a_dearer_order_is_confirmed_without_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let page = Bare::with_widget(&test).await?;
    page.authorize("{}").await?;
    Authorization::opened(&test).await?.approve().await?;
    page.answer_after(1).await?;
    let page = page.next_page().await?;
    let line = "{ name: 'Becher', quantity: 2, unit_price: 9500, total_amount: 19000 }";
    page.run(&format!(
        "Klarna.Payments.reauthorize({{}}, \
         {{ order_amount: 19000, order_tax_amount: 0, order_lines: [{line}] }}, hear)"
    ))
    .await?;
    test.find("iframe").await?;
    page.enter_frame("iframe").await?;
    test.find("#has-grown").await?;
    inspector.look(&test, "the overlay").await
}

async fn express_checkout_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let page = Bare::open(&test).await?;
    page.start_session("token").await?;
    // What axe-core misses on a page of nothing else.
    page.run(
        "container.before(Object.assign(document.createElement('h1'), { textContent: 'Basket' })); \
              const main = document.createElement('main'); main.append(...document.body.children); \
              document.body.append(main);",
    )
    .await?;
    for theme in ["default", "light", "dark"] {
        page.answer_to(&format!(
            "Klarna.Payments.Buttons.init({{ client_token: token }}).load({{ container, \
             theme: '{theme}', on_click: (authorize) => \
             authorize({{ collect_shipping_address: true }}, null, hear) }}, hear)"
        ))
        .await?;
        inspector.look(&test, theme).await?;
    }
    test.click(".klarna-express-button").await?;
    Authorization::opened(&test).await?;
    inspector.look(&test, "the window").await
}
