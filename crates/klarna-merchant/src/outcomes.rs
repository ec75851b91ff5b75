//! Outcomes that only a person can find out, for the person who does.

use anyhow::{Context, bail};
use checkout_contract::Money;
use klarna_payments::{Client, Country, FraudStatus, KlarnaError, OrderId};
use time::OffsetDateTime;

use crate::{
    clock::Clock,
    config::Config,
    sandbox_clock::SandboxClock,
    server,
    store::{OpenQuestion, PersonSettled, Settlement, Store},
};
use approval_rules::{Alert, KnownOrder};

/// The outcomes that Klarna's answers do not tell, and the messages for the merchant.
///
/// Made from the configuration of the shop. May be used beside running servers: each answer is
/// recorded in the transaction that makes sure that the question is still open.
#[derive(Debug)]
pub struct Outcomes {
    store: Store,
    klarna: Client,
    /// The sandbox's time, which is the shop's.
    sandbox: Option<SandboxClock>,
    clock: Clock,
}

/// An outcome that a person has to find out, or a message for the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenOutcome {
    /// The shop's order number: the merchant reference in Klarna's portal.
    pub order_number: String,
    /// The question, or the message.
    pub kind: OutcomeKind,
    /// The market, where it is known.
    pub market: Option<Country>,
    /// The amount, where it is known.
    pub amount: Option<Money>,
    /// Klarna's id of the order, where it is known.
    pub klarna_order_id: Option<String>,
    /// The time of the approval, of the first sending of the charge, or of the message.
    pub since: OffsetDateTime,
}

/// The kind of an [`OpenOutcome`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutcomeKind {
    /// An order was sent, and Klarna does not tell whether it was placed.
    OrderUnknown,
    /// An order was placed, and Klarna's id of it is lost.
    OrderIdLost,
    /// A charge of a subscription was sent, and Klarna does not tell whether it was made.
    ChargeUnknown,
    /// Klarna rejected an order that the shop had taken for placed.
    OrderRejected,
    /// An order came of an approval that the shopper was told had failed.
    OrderAfterFailure,
    /// Klarna has an order for a cart that is ordered otherwise.
    SecondOrder,
}

impl OutcomeKind {
    /// The kind as the program prints it: `order-unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderUnknown => "order-unknown",
            Self::OrderIdLost => "order-id-lost",
            Self::ChargeUnknown => "charge-unknown",
            Self::OrderRejected => "order-rejected",
            Self::OrderAfterFailure => "order-after-failure",
            Self::SecondOrder => "second-order",
        }
    }

    /// The next step of the person: what to look for in Klarna's portal, and what to answer.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::OrderUnknown => {
                "Search Klarna's portal for the order number (merchant reference 1). An order is there: \
                 settle it with --placed and Klarna's order id. There is none, and the approval is \
                 older than 65 minutes: settle it with --failed; the cart can be paid again then."
            }
            Self::OrderIdLost => {
                "Klarna has an order. Search its portal for the order number (merchant reference 1), \
                 and settle it with --placed and Klarna's order id; deliver after that."
            }
            Self::ChargeUnknown => {
                "Search Klarna's portal for the order number (merchant reference 1). An order is there: \
                 settle it with --placed and Klarna's order id. There is none: settle it with --failed; \
                 the subscription stays stopped until it is charged again by hand."
            }
            Self::OrderRejected => {
                "Klarna will not pay for this order. Do not deliver, or take back what was sent; then \
                 settle it with --seen."
            }
            Self::OrderAfterFailure => {
                "The shopper was told that the payment had failed, and Klarna has the order all the \
                 same. Deliver it or cancel it in Klarna's portal, tell the shopper, and settle it with \
                 --seen."
            }
            Self::SecondOrder => {
                "Klarna has an order for a cart that is ordered another way too. Cancel or refund one of \
                 the two in Klarna's portal, and settle it with --seen."
            }
        }
    }
}

/// A person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Klarna has this order.
    Placed(OrderId),
    /// Klarna has none.
    Failed,
    /// The message is seen.
    Seen,
}

impl Outcomes {
    /// Opens the database of a shop.
    ///
    /// # Errors
    /// One sentence for a person: the database or Klarna cannot be used.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        let sandbox = config
            .sandbox
            .then(|| SandboxClock::of(&config.klarna.base_url))
            .transpose()?;
        let clock = match &sandbox {
            Some(sandbox) => sandbox.ahead_of(Clock::system()),
            None => Clock::system(),
        };
        Ok(Self {
            store: server::open(config)?,
            klarna: Client::new(config.klarna.clone()).context("Klarna cannot be called")?,
            sandbox,
            clock,
        })
    }

    /// Lists what waits for a person, the oldest first.
    ///
    /// # Errors
    /// One sentence for a person: the database cannot be read.
    pub async fn list(&self) -> anyhow::Result<Vec<OpenOutcome>> {
        let open = self.store.open_outcomes(self.now().await).await?;
        let questions = open.into_iter().map(|open| OpenOutcome {
            order_number: open.order_number,
            kind: match open.question {
                OpenQuestion::IsOrdered => OutcomeKind::OrderUnknown,
                OpenQuestion::OrderId => OutcomeKind::OrderIdLost,
                OpenQuestion::IsCharged => OutcomeKind::ChargeUnknown,
            },
            market: Some(open.market),
            amount: Some(open.amount),
            klarna_order_id: None,
            since: open.since,
        });
        let alerts = self.store.alerts().await?;
        let messages = alerts.into_iter().map(|stored| OpenOutcome {
            order_number: stored.order_number,
            kind: match stored.alert {
                Alert::OrderRejected => OutcomeKind::OrderRejected,
                Alert::OrderAfterFailure => OutcomeKind::OrderAfterFailure,
                Alert::SecondOrder => OutcomeKind::SecondOrder,
            },
            market: None,
            amount: None,
            klarna_order_id: stored.klarna_order_id.map(|id| id.as_str().to_owned()),
            since: stored.raised_at,
        });
        let mut all: Vec<_> = questions.chain(messages).collect();
        all.sort_by_key(|outcome| outcome.since);
        Ok(all)
    }

    /// Records a person's answer about an order number, with the reason, which is kept for good.
    ///
    /// An order is read at Klarna first: it has to be there, under this order number.
    ///
    /// # Errors
    /// One sentence for a person: the answer does not fit, or nothing waits for one. Nothing is
    /// changed then.
    pub async fn settle(&self, number: &str, answer: Answer, reason: &str) -> anyhow::Result<()> {
        if reason.trim().is_empty() {
            bail!("give a reason: it is kept with the answer");
        }
        let settlement = match answer {
            Answer::Placed(id) => Settlement::Placed(self.read(number, &id).await?),
            Answer::Failed => Settlement::Failed,
            Answer::Seen => Settlement::Seen,
        };
        let now = self.now().await;
        let settled = self
            .store
            .settle_by_person(number, settlement, reason.to_owned(), now);
        match settled.await? {
            PersonSettled::Done => Ok(()),
            PersonSettled::NotOpen => bail!(
                "order {number} does not wait for this answer: it has its outcome, or Klarna may \
                 still say. Nothing was changed"
            ),
            PersonSettled::NotFound => bail!("nothing waits for an answer under order {number}"),
        }
    }

    async fn read(&self, number: &str, id: &OrderId) -> anyhow::Result<KnownOrder> {
        let shown = match self.klarna.read_order(id).await {
            Ok(shown) => shown,
            Err(KlarnaError::OrderNotFound(_)) => bail!("Klarna has no order {id}"),
            Err(error) => return Err(error).context("Klarna cannot be asked about the order"),
        };
        if shown.merchant_reference1.as_deref() != Some(number) {
            bail!("Klarna's order {id} is not order {number}: its merchant reference is another");
        }
        if shown.fraud_status == FraudStatus::Rejected {
            bail!("Klarna has rejected order {id}: settle {number} with --failed");
        }
        Ok(KnownOrder {
            id: shown.order_id,
            fraud_status: shown.fraud_status,
        })
    }

    /// The shop's time. A sandbox that does not answer leaves it as the machine has it.
    async fn now(&self) -> OffsetDateTime {
        if let Some(sandbox) = &self.sandbox
            && sandbox.follow().await.is_err()
        {
            tracing::warn!("the sandbox does not answer: its clock is not followed");
        }
        self.clock.now()
    }
}
