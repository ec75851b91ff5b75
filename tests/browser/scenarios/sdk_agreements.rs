//! What the widget and the window of the sandbox show beyond a person's purchase: what is stored and
//! charged later, companies, and the colours of a session.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{
    scenarios,
    sdk_authorize::{CUSTOMER, answer, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_subscription_lists_only_what_can_be_charged_again,
        the_window_says_what_is_stored_and_what_is_charged_later,
        a_free_trial_is_agreed_to_and_not_paid,
        a_mixed_basket_says_that_the_way_to_pay_is_stored,
        a_company_is_told_that_it_is_one,
        an_organization_name_alone_makes_a_company_of_the_customer,
        the_widget_takes_the_sessions_colours,
    ]
}

const METHODS: &str = "[...document.querySelectorAll('[type=radio]')].map((radio) => radio.value)";

fn subscription(intent: &str, amount: i64) -> Value {
    json!({
        "intent": intent, "order_amount": amount, "order_tax_amount": 0,
        "order_lines": [{
            "name": "Kaffeeklub", "quantity": 1, "unit_price": amount, "total_amount": amount,
            "subscription": { "name": "Kaffeeklub", "interval": "MONTH", "interval_count": 3 },
        }],
    })
}

/// The window for a session with these fields and that data.
async fn asked<'test>(
    test: &'test Test,
    fields: Value,
    data: &str,
) -> Result<(Bare<'test>, Authorization<'test>)> {
    let page = Bare::with_session_of(test, fields).await?;
    page.load("{}").await?;
    page.authorize(data).await?;
    let window = Authorization::opened(test).await?;
    Ok((page, window))
}

async fn a_subscription_lists_only_what_can_be_charged_again(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, subscription("buy_and_tokenize", 990)).await?;
    page.load("{}").await?;
    page.enter_frame("#klarna-klarna-main").await?;
    let listed = page.value(METHODS).await?;
    ensure!(
        listed == json!(["card", "invoice", "direct_debit"]),
        "{listed}"
    );
    let row = test.text(".method").await?;
    ensure!(
        row.starts_with("Karte\nWird für spätere Abbuchungen gespeichert"),
        "{row}"
    );
    Ok(())
}

async fn the_window_says_what_is_stored_and_what_is_charged_later(test: Test) -> Result<()> {
    let fields = subscription("buy_and_tokenize", 990);
    let (page, window) = asked(&test, fields, CUSTOMER).await?;
    ensure!(test.text("#today").await? == "Heute");
    ensure!(test.text("#amount").await?.starts_with("9,90"));
    let stores = test.text("#stores").await?;
    ensure!(
        stores.starts_with("Bare page speichert diese Zahlungsart"),
        "{stores}"
    );
    let charges = test.text("#charges").await?;
    ensure!(
        charges.starts_with("Danach") && charges.ends_with("/ 3 Monate"),
        "{charges}"
    );
    ensure!(charges.contains("9,90"), "{charges}");
    ensure!(test.text("#method").await? == "Karte");
    ensure!(test.text("#approve").await? == "Zustimmen und bezahlen");
    window.approve().await?;
    token_of(&answer(&page).await?)?;
    Ok(())
}

async fn a_free_trial_is_agreed_to_and_not_paid(test: Test) -> Result<()> {
    asked(&test, subscription("tokenize", 0), CUSTOMER).await?;
    ensure!(test.text("#amount").await?.starts_with("0,00"));
    ensure!(test.text("#charges").await? == "Danach\nKaffeeklub / 3 Monate");
    ensure!(test.text("#approve").await? == "Zustimmen und speichern");
    Ok(())
}

async fn a_mixed_basket_says_that_the_way_to_pay_is_stored(test: Test) -> Result<()> {
    asked(
        &test,
        json!({ "intent": "buy_and_default_tokenize" }),
        CUSTOMER,
    )
    .await?;
    ensure!(test.text("#amount").await?.starts_with("95,00"));
    ensure!(!test.text("#stores").await?.is_empty());
    Ok(())
}

async fn a_company_is_told_that_it_is_one(test: Test) -> Result<()> {
    let data = "{ customer: { type: 'organization' } }";
    asked(&test, json!({}), data).await?;
    let shown = test.text("#company-fact").await?;
    ensure!(shown.starts_with("Einkauf als Firma"), "{shown}");
    Ok(())
}

async fn an_organization_name_alone_makes_a_company_of_the_customer(test: Test) -> Result<()> {
    let data =
        "{ customer: { type: 'person' }, billing_address: { organization_name: 'Muster GmbH' } }";
    asked(&test, json!({}), data).await?;
    ensure!(test.text("#company-fact").await? == "Einkauf als Firma\nMuster GmbH");
    Ok(())
}

async fn the_widget_takes_the_sessions_colours(test: Test) -> Result<()> {
    let options = json!({
        "color_border": "#112233", "color_border_selected": "#aa0000", "color_text": "#003300",
        "color_details": "#0000bb", "radius_border": "3px",
    });
    let page = Bare::with_session_of(&test, json!({ "options": options })).await?;
    page.load("{}").await?;
    page.enter_frame("#klarna-klarna-main").await?;
    let painted = page
        .value(
            "(() => { const [on, off] = document.querySelectorAll('.method'); \
             const look = getComputedStyle; \
             return [look(off).borderTopColor, look(on).borderTopColor, look(on).color, \
             look(widget).borderTopLeftRadius, look(on.querySelector('input')).accentColor]; })()",
        )
        .await?;
    let expected = [
        "rgb(17, 34, 51)",
        "rgb(170, 0, 0)",
        "rgb(0, 51, 0)",
        "3px",
        "rgb(0, 0, 187)",
    ];
    ensure!(painted == json!(expected), "{painted}");
    Ok(())
}
