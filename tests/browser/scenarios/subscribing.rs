//! A shopper signs up for a subscription: paid from the start, with a free trial, or beside what is
//! bought once.

use anyhow::{Context, Result, ensure};
use demo_shop_api::Subscription;
use serde_json::{Value, json};
use thirtyfour::By;

use super::in_each_market;
use crate::{
    harness::{Call, Scenario, Test, wait_for},
    pages::{Account, Authorization, Confirmation, Shop, one_subscription},
};

pub(crate) fn all() -> Vec<Scenario> {
    [
        in_each_market(
            "subscribing::the_first_period_is_paid",
            pays_the_first_period,
        ),
        in_each_market("subscribing::a_trial_costs_nothing", begins_a_trial),
        in_each_market(
            "subscribing::beside_what_is_bought_once",
            buys_a_mixed_basket,
        ),
        in_each_market(
            "subscribing::paid_but_not_stored_is_told",
            is_told_what_was_not_stored,
        ),
        in_each_market(
            "subscribing::paid_but_not_stored_is_told_after_a_reload",
            is_told_after_a_reload,
        ),
        in_each_market(
            "subscribing::no_token_no_order",
            nothing_is_ordered_without_a_token,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn ready<'test>(test: &'test Test, market: &str, basket: &str) -> Result<Shop<'test>> {
    let shop = Shop::in_market(test, market).with_basket(basket);
    shop.open_basket().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    Ok(shop)
}

/// The sandbox's session, as the merchant asked for it.
async fn session(test: &Test) -> Result<Value> {
    let is_session = |call: &Call| call.method == "POST" && call.path == "/payments/v1/sessions";
    let call = test.sandbox().calls(is_session).await?.pop();
    Ok(call.context("no session")?.request)
}

async fn intent_is(test: &Test, intent: &str) -> Result<()> {
    let session = session(test).await?;
    ensure!(session["intent"] == intent, "{session}");
    Ok(())
}

/// The payment methods that the widget lists are the market's that can be charged again.
async fn widget_lists_what_can_be_charged_again(test: &Test, market: &str) -> Result<()> {
    test.enter_frame(".klarna-checkout__widget iframe").await?;
    let listed = test
        .value("[...document.querySelectorAll('[type=radio]')].map((radio) => radio.value)")
        .await?;
    test.leave_frames().await?;
    let expected = match market {
        "US" => json!(["card", "invoice"]),
        _ => json!(["card", "invoice", "direct_debit"]),
    };
    ensure!(listed == expected, "the widget lists {listed}");
    Ok(())
}

/// The terms beside the pay button.
async fn terms(test: &Test) -> Result<Vec<String>> {
    test.find(".klarna-checkout__terms").await?;
    let items = test.browser().find_all(By::Css(".klarna-checkout__term"));
    let mut terms = Vec::new();
    for item in items.await? {
        terms.push(item.text().await?);
    }
    Ok(terms)
}

/// An amount and a day as the market writes them.
async fn written(test: &Test, market: &str, subscription: &Subscription) -> Result<[String; 2]> {
    let locale = if market == "US" { "en-US" } else { "sv-SE" };
    let day = subscription
        .next_charge_on
        .as_deref()
        .context("no next charge")?;
    let (cents, currency) = (
        subscription.amount.minor_units.0,
        subscription.amount.currency.code(),
    );
    let both = test
        .value(&format!(
            "[({cents} / 100).toLocaleString('{locale}', {{ style: 'currency', currency: '{currency}' }}),
            new Date('{day}').toLocaleDateString('{locale}', {{ dateStyle: 'long', timeZone: 'UTC' }})]"
        ))
        .await?;
    let [amount, day]: [String; 2] = serde_json::from_value(both)?;
    // A page's text as it is read has plain spaces only.
    Ok([amount.replace('\u{a0}', " "), day])
}

/// What the terms promised is what the merchant has written down.
async fn terms_were_true(test: &Test, market: &str, terms: &[String]) -> Result<Subscription> {
    let subscription = one_subscription(test).await?;
    let [amount, day] = written(test, market, &subscription).await?;
    let [today, later, stored] = terms else {
        anyhow::bail!("three terms, not {terms:?}");
    };
    let (pays, every, saves) = match market {
        "US" => ("To pay now", "every month", "saves"),
        _ => ("Att betala nu", "varje månad", "sparar"),
    };
    ensure!(today.starts_with(pays), "{today}");
    for part in [&subscription.name, &amount, &day, every] {
        ensure!(later.contains(part), "\"{later}\" does not say {part}");
    }
    ensure!(stored.contains(saves), "{stored}");
    Ok(subscription)
}

/// The subscription as Klarna takes it is in a line, and says how often.
fn is_monthly(line: &Value) -> bool {
    let plan = &line["subscription"];
    plan["interval"] == "MONTH" && plan["interval_count"] == 1
}

async fn pays_the_first_period(test: Test, market: &'static str) -> Result<()> {
    let shop = ready(&test, market, "subscription").await?;
    widget_lists_what_can_be_charged_again(&test, market).await?;
    let terms = terms(&test).await?;
    shop.pay_and_approve().await?;
    let confirmation = Confirmation::reached(&test).await?;
    confirmation.wait_says("Your subscription").await?;
    let order = shop.one_order().await?;

    let subscription = terms_were_true(&test, market, &terms).await?;
    ensure!(order.total == subscription.amount, "{order:?}");
    ensure!(subscription.order_id == order.id);
    intent_is(&test, "buy_and_tokenize").await?;
    ensure!(test.sandbox().token_calls().await?.len() == 1);
    let ordered = test.sandbox().order_calls().await?.remove(0).request;
    ensure!(is_monthly(&ordered["order_lines"][0]), "{ordered}");

    let account = Account::open(&test).await?;
    account.wait_status("Active").await?;
    account.charged_each_once(0).await?;
    let shown = account.text().await?;
    ensure!(
        shown.contains("every month") && shown.contains("Card"),
        "{shown}"
    );
    Ok(())
}

/// What is agreed to is stored; nothing is ordered before the trial is over, and then once.
async fn begins_a_trial(test: Test, market: &'static str) -> Result<()> {
    let shop = ready(&test, market, "trial").await?;
    widget_lists_what_can_be_charged_again(&test, market).await?;
    let terms = terms(&test).await?;
    keep_states(&test).await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test)
        .await?
        .wait_says("Your free trial has begun")
        .await?;
    ensure!(states(&test).await?.contains("stored"));

    let subscription = terms_were_true(&test, market, &terms).await?;
    ensure!(subscription.plan.trial_days == 14);
    intent_is(&test, "tokenize").await?;
    let session = session(&test).await?;
    ensure!(session["order_amount"] == 0, "{session}");
    ensure!(is_monthly(&session["order_lines"][0]), "{session}");
    ensure!(test.sandbox().token_calls().await?.len() == 1);
    ensure!(test.sandbox().order_calls().await?.is_empty());
    ensure!(test.orders().await?.is_empty());

    let account = Account::open(&test).await?;
    account.let_pass("week").await?;
    account.charged_each_once(0).await?;
    account.let_pass("week").await?;
    account.wait_charge(1, "Charged").await?;
    account.charged_each_once(1).await
}

async fn buys_a_mixed_basket(test: Test, market: &'static str) -> Result<()> {
    let shop = ready(&test, market, "mixed").await?;
    let terms = terms(&test).await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test)
        .await?
        .wait_says("Your subscription")
        .await?;
    let order = shop.one_order().await?;
    ensure!(
        order.lines.iter().all(|line| line.sku != "coffee"),
        "the subscription was ordered at once: {order:?}"
    );
    terms_were_true(&test, market, &terms).await?;
    intent_is(&test, "buy_and_default_tokenize").await?;
    ensure!(test.sandbox().token_calls().await?.len() == 1);

    let account = Account::open(&test).await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Charged").await?;
    account.charged_each_once(1).await?;
    let charged = test.sandbox().charges().await?.remove(0).request;
    ensure!(is_monthly(&charged["order_lines"][0]), "{charged}");
    Ok(())
}

/// Keeps every state of the component with its reason and what it says is wrong, across pages.
async fn keep_states(test: &Test) -> Result<()> {
    test.run(
        "const root = document.querySelector('.klarna-checkout');
        const keep = () => {
          const problem = root.querySelector('.klarna-checkout__problem').textContent;
          const now = [root.dataset.state, root.dataset.reason ?? '', problem].join('|');
          localStorage.setItem('test.states', (localStorage.getItem('test.states') ?? '') + '\\n' + now);
        };
        new MutationObserver(keep)
          .observe(root, { attributes: true, childList: true, characterData: true, subtree: true });",
    )
    .await
}

async fn states(test: &Test) -> Result<String> {
    let states = test.value("localStorage.getItem('test.states')").await?;
    Ok(states.as_str().unwrap_or_default().to_owned())
}

/// The articles are paid and the shopper hears at once, and again on the confirmation, that the
/// subscription has not begun.
async fn is_told_what_was_not_stored(test: Test, market: &'static str) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "token-refused" }))
        .await?;
    let shop = ready(&test, market, "mixed").await?;
    keep_states(&test).await?;
    shop.pay_and_approve().await?;
    let confirmation = Confirmation::reached(&test).await?;
    confirmation
        .wait_says("Your subscription could not be set up")
        .await?;
    shop.one_order().await?;
    ensure!(test.subscriptions().await?.is_empty());
    let states = states(&test).await?;
    let words = match market {
        "US" => "could not be saved",
        _ => "kunde inte sparas",
    };
    ensure!(
        states
            .lines()
            .any(|line| line.starts_with("placed|not-stored|") && line.contains(words)),
        "the component showed {states}"
    );
    Ok(())
}

/// Also who was not there when it was ordered, and finds it when they are back.
async fn is_told_after_a_reload(test: Test, market: &'static str) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "token-refused" }))
        .await?;
    let shop = ready(&test, market, "mixed").await?;
    test.run(
        "const { fetch } = window;
        window.fetch = (request, ...rest) => String(request.url).endsWith('/authorization')
          ? new Promise(() => {}) : fetch(request, ...rest);",
    )
    .await?;
    shop.pay_and_approve().await?;
    wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    test.browser().refresh().await?;
    Confirmation::reached(&test)
        .await?
        .wait_says("Your subscription could not be set up")
        .await?;
    shop.one_order().await?;
    Ok(())
}

/// Nobody pays for a subscription that cannot be renewed.
async fn nothing_is_ordered_without_a_token(test: Test, market: &'static str) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "token-refused" }))
        .await?;
    let shop = ready(&test, market, "subscription").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;
    shop.wait_state("declined").await?;
    ensure!(!shop.problem().await?.is_empty());
    ensure!(test.orders().await?.is_empty());
    ensure!(test.subscriptions().await?.is_empty());
    ensure!(test.sandbox().order_calls().await?.is_empty());
    let given_back = |call: &Call| {
        call.method == "DELETE" && call.path.starts_with("/payments/v1/authorizations/")
    };
    let cancelled = test.sandbox().calls(given_back).await?;
    ensure!(
        cancelled.len() == 1 && cancelled[0].status == Some(204),
        "the authorization was not cancelled once: {cancelled:?}"
    );
    Ok(())
}
