//! The account, where a shopper sees and ends subscriptions, and the merchant's tools beside it.

use anyhow::{Context, Result, ensure};
use checkout_contract::shop::{ChargeStatus, Subscription};

use crate::harness::{Test, wait_for};

/// The account with one subscription.
pub(crate) struct Account<'test>(&'test Test);

impl<'test> Account<'test> {
    /// Opens it, and waits until the subscription is shown.
    pub(crate) async fn open(test: &'test Test) -> Result<Self> {
        let url = format!("{}/account", test.shop_url());
        test.browser().goto(url).await?;
        test.find(".subscription").await?;
        Ok(Self(test))
    }

    /// What the page says of the subscription, all of it.
    pub(crate) async fn text(&self) -> Result<String> {
        self.0.text(".subscription").await
    }

    /// Lets time pass by the page's own button: `day`, `week`, `month`.
    pub(crate) async fn let_pass(&self, time: &str) -> Result<()> {
        let ready = format!(
            "document.querySelector('[data-advance={time}]')?.getAttribute('aria-disabled') === 'false'"
        );
        self.0.wait_until(&ready).await?;
        self.0.click(&format!("[data-advance={time}]")).await?;
        // It says so once the sandbox and the shop have the new time.
        self.0
            .wait_until(
                "/^You let/.test(document.querySelector('.clock [role=status]').textContent)",
            )
            .await
    }

    /// Presses "charge now", as the merchant.
    pub(crate) async fn charge_now(&self) -> Result<()> {
        self.0.click(".charge-now").await
    }

    /// Presses "charge now" twice before anything can come of the first press.
    pub(crate) async fn charge_now_twice(&self) -> Result<()> {
        self.0.find(".charge-now").await?;
        self.0
            .run("const charge = document.querySelector('.charge-now'); charge.click(); charge.click();")
            .await
    }

    /// Waits until "charge now" can be pressed again.
    pub(crate) async fn wait_charged(&self) -> Result<()> {
        self.0
            .wait_until(
                "document.querySelector('.charge-now').getAttribute('aria-disabled') === 'false'",
            )
            .await
    }

    /// Cancels, and answers the question whether that is meant.
    pub(crate) async fn cancel(&self) -> Result<()> {
        self.0.click(".cancel__ask").await?;
        self.0.click(".cancel__confirm").await
    }

    /// Waits until the page shows the subscription's status: `Active`.
    pub(crate) async fn wait_status(&self, status: &str) -> Result<()> {
        self.wait_shown(".section-top .status", status).await
    }

    /// Waits until the page shows what became of a period: `Charged`.
    pub(crate) async fn wait_charge(&self, period: u32, status: &str) -> Result<()> {
        self.wait_shown(&format!("[data-period=\"{period}\"] .status"), status)
            .await
    }

    /// What the page says of a period.
    pub(crate) async fn charge(&self, period: u32) -> Result<String> {
        self.0.text(&format!("[data-period=\"{period}\"]")).await
    }

    async fn wait_shown(&self, css: &str, text: &str) -> Result<()> {
        let mut seen = None;
        wait_for(format!("`{css}` to say {text}"), async || {
            seen = Some(
                self.0
                    .value(&format!(
                        "document.querySelector('.subscription {css}')?.textContent"
                    ))
                    .await?,
            );
            Ok((seen.as_ref().and_then(|it| it.as_str()) == Some(text)).then_some(()))
        })
        .await
        .with_context(|| format!("the last seen was {seen:?}"))
    }

    /// The subscription as the merchant holds it: the only one.
    pub(crate) async fn subscription(&self) -> Result<Subscription> {
        one_subscription(self.0).await
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
        self.0.wait_until(&format!("{rows} === {periods}")).await?;

        let calls = self.0.sandbox().charges().await?;
        let placed: Vec<_> = calls
            .iter()
            .filter(|call| call.status == Some(200))
            .collect();
        let count = |field: fn(&crate::harness::Call) -> String| {
            let different: std::collections::BTreeSet<_> =
                placed.iter().map(|call| field(call)).collect();
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
