//! Placing the orders that are due, and cancelling tokens: the loop, and what people ask for.

mod step;

use std::{sync::Arc, time::Duration};

use klarna_payments::{Client, ClientConfig, ConfigError, Retry};
use time::Date;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::Instant,
};
use tracing::Instrument;

use super::Charging;
use crate::{
    clock::Clock,
    sandbox_clock::SandboxClock,
    store::{AskedCharge, Claimed, GivenUp, OUTCOME_UNKNOWN, Search, Store, StoreError},
};

/// How much longer than a call a lease is: what is left for writing its outcome down.
const LEASE_MARGIN: Duration = Duration::from_secs(20);

/// How often to look whether somebody else's charge is done.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How often to look whether the sandbox's clock was moved.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// Everything that charges subscriptions. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Subscriptions(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    /// It never repeats a call by itself: each sending is noted in the store first.
    klarna: Client,
    clock: Clock,
    /// By which leases run out.
    machine: Clock,
    /// The sandbox's time, which is the shop's.
    sandbox: Option<SandboxClock>,
    charging: Charging,
    lease: Duration,
    /// There may be something to do.
    woken: Notify,
}

/// What came of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Periods that were charged.
    pub(crate) charged: u32,
    /// Periods that are tried again later.
    pub(crate) later: u32,
    /// Subscriptions that wait for a person now.
    pub(crate) stopped: u32,
    /// Tokens that were cancelled at Klarna.
    pub(crate) cancelled: u32,
}

/// What came of asking for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is done as far as Klarna's answers allow; the subscription says how far.
    Done,
    /// The subscription has ended.
    Ended,
    /// It was charged as often as it is on one day.
    ChargedToday {
        /// The day from which it can be charged again.
        again_on: Date,
    },
    /// A person has to find out first what came of the charge before.
    OutcomeUnknown,
    /// There is no such subscription.
    NotFound,
}

/// What came of one step.
enum Step {
    Charged,
    Later,
    Stopped,
    Cancelled,
}

impl Subscriptions {
    /// `clock` is the shop's time, which `sandbox` moves where there is one; `machine` never jumps.
    ///
    /// # Errors
    /// A Klarna that cannot be called.
    pub(crate) fn new(
        store: Store,
        klarna: &ClientConfig,
        clock: Clock,
        machine: Clock,
        sandbox: Option<SandboxClock>,
        charging: Charging,
    ) -> Result<Self, ConfigError> {
        let mut once = klarna.clone();
        once.retry = Retry::NEVER;
        Ok(Self(Arc::new(Parts {
            store,
            lease: once.timeout + LEASE_MARGIN,
            klarna: Client::new(once)?,
            clock,
            machine,
            sandbox,
            charging,
            woken: Notify::new(),
        })))
    }

    /// There may be something to do: looks at once rather than at the next turn.
    pub(crate) fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Does what is due, now and whenever something comes due, until `stopped`. What is under way is
    /// brought to its end first.
    pub(crate) async fn keep_charging(self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            let going = stopped.clone();
            if let Err(error) = self.do_what_is_due(|| !*going.borrow()).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "subscriptions cannot be charged");
            }
            tokio::select! {
                changed = stopped.changed() => if changed.is_err() { return },
                () = self.0.woken.notified() => {}
                () = tokio::time::sleep(self.0.charging.every) => {}
            }
        }
    }

    /// Follows the sandbox's clock until `stopped`, and looks for what is due when it was moved. In
    /// front of Klarna itself there is nothing to follow.
    pub(crate) async fn keep_following(self, mut stopped: watch::Receiver<bool>) {
        let Some(sandbox) = &self.0.sandbox else {
            return;
        };
        while !*stopped.borrow() {
            // One that does not answer is followed again once it does.
            if sandbox.follow().await.unwrap_or(false) {
                self.wake();
            }
            tokio::select! {
                changed = stopped.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(FOLLOW_EVERY) => {}
            }
        }
    }

    /// Does what is due: places orders, and cancels the tokens of what has ended.
    ///
    /// # Errors
    /// A store that does not work. What was begun is done by the next run.
    pub(crate) async fn charge_due(&self) -> Result<Tally, StoreError> {
        self.do_what_is_due(|| true).await
    }

    async fn do_what_is_due(&self, go_on: impl Fn() -> bool) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        if !self.knows_the_time().await {
            return Ok(tally);
        }
        let mut under_way = JoinSet::new();
        let mut last_start = None;
        loop {
            let full = under_way.len() >= self.0.charging.at_once.max(1);
            if !full && go_on() {
                match self.claim(None).await? {
                    Claimed::Work(claim) => {
                        self.pace(&mut last_start).await;
                        let this = self.clone();
                        under_way.spawn(async move { this.step(&claim).await });
                        continue;
                    }
                    Claimed::GivenUp(given_up) => {
                        report(&given_up);
                        tally.stopped += 1;
                        continue;
                    }
                    Claimed::Nothing => {}
                }
            }
            match under_way.join_next().await {
                Some(step) => tally.add(&step.map_err(|_| StoreError::Stopped)??),
                None => return Ok(tally),
            }
        }
    }

    /// Charges the next period now, whatever day it is due, but no more periods on one day than
    /// [`Charging::per_day`]. While one is being charged, that is the one.
    ///
    /// # Errors
    /// A store that does not work.
    pub(crate) async fn charge_now(&self, id: &str) -> Result<Asked, StoreError> {
        // A sandbox that does not answer will not charge either.
        self.knows_the_time().await;
        let (now, machine) = (self.0.clock.now(), self.0.machine.now());
        let per_day = self.0.charging.per_day.max(1);
        let asked = self.0.store.ask_charge(id, now, machine, per_day).await?;
        match asked {
            AskedCharge::Due => drop(self.work_on(id).await?),
            AskedCharge::UnderWay => drop(self.wait_for_others(id).await?),
            AskedCharge::Ended => return Ok(Asked::Ended),
            AskedCharge::ChargedToday { again_on } => {
                return Ok(Asked::ChargedToday { again_on });
            }
            AskedCharge::OutcomeUnknown => return Ok(Asked::OutcomeUnknown),
            AskedCharge::NotFound => return Ok(Asked::NotFound),
        }
        Ok(Asked::Done)
    }

    /// Ends a subscription, here at once and at Klarna as soon as it answers.
    ///
    /// # Errors
    /// A store that does not work.
    pub(crate) async fn cancel(&self, id: &str) -> Result<Asked, StoreError> {
        // What is left to ask of a charge is due by the sandbox's time. Without it, it ends all the same.
        self.knows_the_time().await;
        if !self.0.store.ask_cancel(id, self.0.clock.now()).await? {
            return Ok(Asked::NotFound);
        }
        // A charge under way comes to its end, then the token is cancelled, then asked again is what
        // came of a charge whose answer was lost.
        while self.work_on(id).await? {}
        Ok(Asked::Done)
    }

    /// Does what there is to do for one subscription, or waits for whoever is at it. Whether there
    /// was anything.
    async fn work_on(&self, id: &str) -> Result<bool, StoreError> {
        match self.claim(Some(id)).await? {
            // In a task of its own: a page that goes away does not take a charge back.
            Claimed::Work(claim) => {
                let this = self.clone();
                let step = async move { this.step(&claim).await };
                tokio::spawn(step.in_current_span())
                    .await
                    .map_err(|_| StoreError::Stopped)??;
            }
            Claimed::GivenUp(given_up) => report(&given_up),
            Claimed::Nothing => return self.wait_for_others(id).await,
        }
        Ok(true)
    }

    /// Waits until nobody is at a subscription any more. Whether anybody was.
    async fn wait_for_others(&self, id: &str) -> Result<bool, StoreError> {
        let mut waited = false;
        while self.0.store.is_claimed(id, self.0.machine.now()).await? {
            waited = true;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(waited)
    }

    /// Whether the shop's time is right. In front of the sandbox that is the sandbox's: a charge
    /// whose outcome is unknown is safe to send again only for so long, by Klarna's clock.
    async fn knows_the_time(&self) -> bool {
        match &self.0.sandbox {
            Some(sandbox) => sandbox.follow().await.is_ok(),
            None => true,
        }
    }

    async fn claim(&self, subscription: Option<&str>) -> Result<Claimed, StoreError> {
        self.0
            .store
            .claim(Search {
                subscription: subscription.map(str::to_owned),
                now: self.0.clock.now(),
                machine: self.0.machine.now(),
                lease: self.0.lease,
            })
            .await
    }

    /// Waits until the next charge may start.
    async fn pace(&self, last_start: &mut Option<Instant>) {
        if let Some(last) = *last_start {
            tokio::time::sleep_until(last + self.0.charging.gap).await;
        }
        *last_start = Some(Instant::now());
    }
}

impl Tally {
    fn add(&mut self, step: &Step) {
        match step {
            Step::Charged => self.charged += 1,
            Step::Later => self.later += 1,
            Step::Stopped => self.stopped += 1,
            Step::Cancelled => self.cancelled += 1,
        }
    }
}

/// Calls for a person.
fn report(given_up: &GivenUp) {
    tracing::error!(
        subscription = given_up.subscription,
        period = given_up.period,
        order = given_up.order_number,
        reason = OUTCOME_UNKNOWN,
        "whether Klarna made this charge cannot be found out by asking again: look for its order \
         number among the merchant references in Klarna's portal"
    );
}
