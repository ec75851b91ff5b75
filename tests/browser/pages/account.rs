//! The account: subscriptions, their charges, and the sandbox's clock.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use demo_shop_api::{ChargeStatus, Subscription};
use serde_json::json;

use crate::harness::{Call, Test, wait_for};

const CARD: &str = ".subscription";

/// The account page, with one subscription on it.
pub(crate) struct Account<'test> {
    test: &'test Test,
}

#[allow(
    dead_code,
    reason = "what the page offers, also where no scenario uses it"
)]
impl<'test> Account<'test> {
    /// Opens the account, and waits for the subscription.
    pub(crate) async fn open(test: &'test Test) -> Result<Self> {
        let url = format!("{}/account", test.shop_url());
        test.browser().goto(url).await?;
        Self::shown(test).await
    }

    /// Goes there by the confirmation's own link.
    pub(crate) async fn follow_confirmation(test: &'test Test) -> Result<Self> {
        test.click(".to-account").await?;
        test.wait_for_path("/account").await?;
        Self::shown(test).await
    }

    async fn shown(test: &'test Test) -> Result<Self> {
        test.find(CARD).await?;
        Ok(Self { test })
    }

    /// Where the subscription stands: `Active`.
    pub(crate) async fn status(&self) -> Result<String> {
        self.test.text(".subscription .section-top .status").await
    }

    /// Waits until the subscription stands there.
    pub(crate) async fn wait_status(&self, status: &str) -> Result<()> {
        wait_for(format!("the subscription to be {status}"), async || {
            Ok((self.status().await? == status).then_some(()))
        })
        .await
    }

    /// The day of the next charge, as the page writes it.
    pub(crate) async fn next_charge(&self) -> Result<String> {
        self.test.text(".subscription .facts__next").await
    }

    /// What each period that came due says of itself, newest first: `Charged`.
    pub(crate) async fn charges(&self) -> Result<Vec<String>> {
        let statuses =
            "[...document.querySelectorAll('.charge .status')].map(it => it.textContent)";
        let shown = self.test.value(statuses).await?;
        Ok(serde_json::from_value(shown)?)
    }

    /// Waits until so many periods are charged.
    pub(crate) async fn wait_charged(&self, count: usize) -> Result<()> {
        wait_for(format!("{count} charged periods"), async || {
            let shown = self.charges().await?;
            let charged = shown.iter().filter(|it| *it == "Charged").count();
            ensure!(
                charged <= count,
                "more than {count} were charged: {shown:?}"
            );
            Ok((charged == count).then_some(()))
        })
        .await
    }

    /// What the page says of the subscription, all of it.
    pub(crate) async fn text(&self) -> Result<String> {
        self.test.text(CARD).await
    }

    /// What the page says of a period.
    pub(crate) async fn charge(&self, period: u32) -> Result<String> {
        self.test.text(&format!("[data-period=\"{period}\"]")).await
    }

    /// Waits until the page shows what became of a period: `Charged`.
    pub(crate) async fn wait_charge(&self, period: u32, status: &str) -> Result<()> {
        let css = format!("[data-period=\"{period}\"] .status");
        let mut seen = None;
        wait_for(format!("period {period} to be {status}"), async || {
            seen = Some(self.test.text(&css).await?);
            Ok((seen.as_deref() == Some(status)).then_some(()))
        })
        .await
        .with_context(|| format!("the last seen was {seen:?}"))
    }

    /// Lets time pass by the page's own button: `day`, `week`, `month`.
    pub(crate) async fn let_pass(&self, time: &str) -> Result<()> {
        let button = format!("[data-advance={time}]");
        let free = format!(
            "document.querySelector('{button}')?.getAttribute('aria-disabled') === 'false'"
        );
        self.test.wait_until(&free).await?;
        self.test.click(&button).await?;
        // It says so once the sandbox and the shop have the new time.
        let passed = "/^You let/.test(document.querySelector('.clock [role=status]').textContent)";
        self.test.wait_until(passed).await
    }

    /// Charges the next period now, as the merchant.
    pub(crate) async fn charge_now(&self) -> Result<()> {
        self.test.click(".charge-now").await
    }

    /// Presses "charge now" twice before anything can come of the first press.
    pub(crate) async fn charge_now_twice(&self) -> Result<()> {
        self.test.find(".charge-now").await?;
        let twice = "const charge = document.querySelector('.charge-now');
            charge.click();
            charge.click();";
        self.test.run(twice).await
    }

    /// Waits until "charge now" can be pressed again.
    pub(crate) async fn wait_answered(&self) -> Result<()> {
        let free =
            "document.querySelector('.charge-now').getAttribute('aria-disabled') === 'false'";
        self.test.wait_until(free).await
    }

    /// Cancels, and answers the question whether that is meant.
    pub(crate) async fn cancel(&self) -> Result<()> {
        self.ask_to_cancel().await?;
        self.confirm_cancel().await
    }

    /// Presses cancel, which asks again.
    pub(crate) async fn ask_to_cancel(&self) -> Result<()> {
        self.test.click(".cancel__ask").await
    }

    /// Answers that it is to be cancelled.
    pub(crate) async fn confirm_cancel(&self) -> Result<()> {
        self.test.click(".cancel__confirm").await
    }

    /// Answers that it is to stay.
    pub(crate) async fn keep(&self) -> Result<()> {
        self.test.click(".cancel__keep").await
    }

    /// What the page tells as it happens.
    pub(crate) async fn news(&self) -> Result<String> {
        self.test.text(".news").await
    }

    /// Whether the page says that there are no subscriptions.
    pub(crate) async fn is_empty(test: &Test) -> Result<bool> {
        Ok(test
            .value("!!document.querySelector('main .empty')")
            .await?
            == json!(true))
    }

    /// The subscription as the merchant holds it: the only one.
    pub(crate) async fn subscription(&self) -> Result<Subscription> {
        one_subscription(self.test).await
    }

    /// The periods charged, as page, merchant and sandbox agree on them: each once, for the same
    /// lines, as an order of its own.
    pub(crate) async fn charged_each_once(&self, periods: u32) -> Result<()> {
        let subscription = self.subscription().await?;
        let charged: Vec<_> = subscription
            .charges
            .iter()
            .filter(|charge| charge.status == ChargeStatus::Charged)
            .map(|charge| charge.period)
            .collect();
        ensure!(charged.iter().copied().eq(1..=periods), "{subscription:?}");
        let rows = "document.querySelectorAll('.charge__order').length";
        self.test
            .wait_until(&format!("{rows} === {periods}"))
            .await?;

        let calls = self.test.sandbox().charges().await?;
        let placed: Vec<_> = calls
            .iter()
            .filter(|call| call.status == Some(200))
            .collect();
        let count = |field: fn(&Call) -> String| {
            let different: BTreeSet<_> = placed.iter().map(|call| field(call)).collect();
            different.len()
        };
        ensure!(
            placed.len() == charged.len()
                && count(|call| call.response["order_id"].to_string()) == charged.len()
                && count(|call| call.request["merchant_reference1"].to_string()) == charged.len()
                && count(|call| call.request["order_lines"].to_string())
                    == usize::from(periods > 0),
            "Klarna was asked for {calls:?}"
        );
        Ok(())
    }
}

/// The only subscription that the merchant holds.
pub(crate) async fn one_subscription(test: &Test) -> Result<Subscription> {
    let mut all = test.subscriptions().await?;
    ensure!(all.len() == 1, "the merchant has {all:?}");
    all.pop().context("no subscription")
}
