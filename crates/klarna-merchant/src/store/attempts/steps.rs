//! The steps of an approval, each in one transaction: the facts are read, the rules decide, and what
//! follows is written. See [`approval_rules`].

use checkout_contract::{FraudStatus, Outcome, OutcomeStatus, Problem};
use demo_shop_api::Order;
use klarna_payments::OrderId;
use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::{all, one, rows::word};
use crate::store::{
    Attempt, AttemptState, Store, StoreError, alerts, orders, placed, releases, subscriptions,
};
use approval_rules::{
    self as rules, Alert, Effect, Event, Facts, NotNow, Question, Reason, SessionAnswer, SessionUse,
};

/// The result of an event.
#[derive(Debug)]
pub(crate) struct Applied {
    /// The approval as it is now.
    pub(crate) attempt: Attempt,
    /// The stage that it had before.
    pub(crate) before: rules::Stage,
    /// A message for the merchant, raised by this event.
    pub(crate) alert: Option<Alert>,
}

impl Store {
    /// Writes down that a question is put to Klarna next. From here on its outcome is unknown.
    pub(crate) async fn begin(
        &self,
        id: i64,
        question: Question,
    ) -> Result<Result<Attempt, NotNow>, StoreError> {
        self.transact(move |tx| {
            let attempt = by_id(tx, id)?;
            let facts = match rules::begin(&attempt.facts, question) {
                Ok(facts) => facts,
                Err(not_now) => return Ok(Err(not_now)),
            };
            write_facts(tx, id, &facts)?;
            Ok(Ok(by_id(tx, id)?))
        })
        .await
    }

    /// Records an event, with all that follows from it.
    ///
    /// `redirect_url`: the page to which Klarna wants the shopper to be sent, where it said so.
    pub(crate) async fn apply(
        &self,
        id: i64,
        event: Event,
        redirect_url: Option<String>,
        now: OffsetDateTime,
    ) -> Result<Applied, StoreError> {
        self.transact(move |tx| {
            let attempt = by_id(tx, id)?;
            apply(tx, &attempt, &event, redirect_url, now)
        })
        .await
    }

    /// Decides on a session of Klarna's that was asked about. An order that came of it unknown to the
    /// shop is recorded; the alert is the one that this raised.
    pub(crate) async fn use_session(
        &self,
        klarna_session_id: &str,
        answer: SessionAnswer,
        now: OffsetDateTime,
    ) -> Result<(SessionUse, Option<Applied>), StoreError> {
        let session = klarna_session_id.to_owned();
        self.transact(move |tx| {
            let attempts = all(
                tx,
                "WHERE klarna_session_id = ?1 ORDER BY id",
                [session.as_str()],
            )?;
            let facts: Vec<_> = attempts.iter().map(|it| it.facts.clone()).collect();
            let session_use = rules::use_session(answer, &facts);
            let ordered = match session_use {
                SessionUse::Ordered(index) => attempts.get(index),
                SessionUse::Keep | SessionUse::Replace | SessionUse::Unknown => None,
            };
            let event = Event::Completion(answer, now);
            let applied = ordered.map(|attempt| apply(tx, attempt, &event, None, now));
            Ok((session_use, applied.transpose()?))
        })
        .await
    }

    /// `true` if Klarna may have an order of that session of which the shop does not know.
    pub(crate) async fn has_unexplained_approval(
        &self,
        klarna_session_id: &str,
    ) -> Result<bool, StoreError> {
        let session = klarna_session_id.to_owned();
        self.transact(move |tx| {
            let attempts = all(tx, "WHERE klarna_session_id = ?1", [session.as_str()])?;
            Ok(attempts.iter().any(|it| rules::is_unexplained(&it.facts)))
        })
        .await
    }
}

fn by_id(tx: &Transaction<'_>, id: i64) -> Result<Attempt, StoreError> {
    one(tx, "WHERE id = ?1", [id])?.ok_or(StoreError::Value("attempt"))
}

/// Records an event within a transaction.
pub(in crate::store) fn apply(
    tx: &Transaction<'_>,
    attempt: &Attempt,
    event: &Event,
    redirect_url: Option<String>,
    now: OffsetDateTime,
) -> Result<Applied, StoreError> {
    let step = rules::apply(&attempt.facts, event, now);
    write(tx, attempt, &step.facts, step.effect, redirect_url, now)?;
    if let Some(alert) = step.alert {
        let order_id = match event {
            Event::Order(rules::OrderAnswer::Placed(order)) | Event::Shown(order) => {
                Some(&order.id)
            }
            _ => step.facts.order_id.as_ref(),
        };
        alerts::raise(tx, alert, &attempt.order_number, order_id, now)?;
    }
    Ok(Applied {
        attempt: by_id(tx, attempt.id)?,
        before: attempt.facts.stage,
        alert: step.alert,
    })
}

fn write(
    tx: &Transaction<'_>,
    attempt: &Attempt,
    facts: &Facts,
    effect: Effect,
    redirect_url: Option<String>,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let (id, source) = (attempt.id, attempt.order_number.as_str());
    match effect {
        Effect::Nothing => write_facts(tx, id, facts),
        Effect::RecordOrder(fraud_status) => {
            subscriptions::activate(tx, source)?;
            let token_stored = subscriptions::is_kept(tx, source)?;
            let order_id = facts.order_id.as_ref();
            let (outcome, order) = placed::record(
                attempt,
                order_id,
                fraud_status,
                token_stored,
                redirect_url,
                now,
            )?;
            if order_of(tx, source)?.is_some() {
                // Recorded before, without its id, and taken back by a person.
                orders::update(tx, &order)?;
            } else {
                orders::insert(tx, &attempt.cart_id, &order, now)?;
            }
            write_outcome(tx, id, facts, &serde_json::to_string(&outcome)?)
        }
        Effect::UpdateOrder(fraud_status) => {
            let (Some(order), AttemptState::Done(outcome)) =
                (order_of(tx, source)?, attempt.state.clone())
            else {
                return Err(StoreError::Value("order of a placed attempt"));
            };
            let (outcome, order) =
                placed::update(outcome, order, facts.order_id.as_ref(), fraud_status);
            orders::update(tx, &order)?;
            let outcome = Outcome {
                redirect_url: redirect_url.or(outcome.redirect_url.clone()),
                ..outcome
            };
            write_outcome(tx, id, facts, &serde_json::to_string(&outcome)?)
        }
        Effect::CancelOrder => {
            if let Some(order) = order_of(tx, source)? {
                orders::update(
                    tx,
                    &Order {
                        klarna_order_id: facts.order_id.as_ref().map(|id| id.as_str().to_owned()),
                        fraud_status: Some(FraudStatus::Rejected),
                        ..order
                    },
                )?;
            }
            subscriptions::end(tx, source, now)?;
            write_failure(tx, id, facts, &Reason::Declined.problem())
        }
        Effect::RecordStored => {
            subscriptions::activate(tx, source)?;
            let outcome = Outcome {
                status: OutcomeStatus::Stored,
                order_id: None,
                redirect_url,
                fraud_status: None,
                token_stored: true,
            };
            write_outcome(tx, id, facts, &serde_json::to_string(&outcome)?)
        }
        Effect::Fail(reason) => {
            subscriptions::abandon(tx, source, now)?;
            write_failure(tx, id, facts, &reason.problem())?;
            releases::give_up(tx, id, reason, now)
        }
    }
}

fn write_failure(
    tx: &Transaction<'_>,
    id: i64,
    facts: &Facts,
    problem: &Problem,
) -> Result<(), StoreError> {
    write_outcome(tx, id, facts, &serde_json::to_string(problem)?)
}

/// Writes the facts, and the answer for every repetition of the approval. Its token is forgotten.
fn write_outcome(
    tx: &Transaction<'_>,
    id: i64,
    facts: &Facts,
    answer: &str,
) -> Result<(), StoreError> {
    write_row(tx, id, facts, Some(answer))
}

fn write_facts(tx: &Transaction<'_>, id: i64, facts: &Facts) -> Result<(), StoreError> {
    write_row(tx, id, facts, None)
}

fn write_row(
    tx: &Transaction<'_>,
    id: i64,
    facts: &Facts,
    answer: Option<&str>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE attempts SET state = ?2, token_asks = ?3, sends = ?4, open_sends = ?5, \
         klarna_order_id = ?6, needs_person = ?7, answer = coalesce(?8, answer), \
         authorization_token = iif(?8 IS NULL, authorization_token, NULL) WHERE id = ?1",
    )?
    .execute(params![
        id,
        word(facts.stage),
        facts.token_requests,
        facts.order_requests,
        facts.open_order_requests,
        facts.order_id.as_ref().map(OrderId::as_str),
        facts.needs_person,
        answer,
    ])?;
    Ok(())
}

fn order_of(tx: &Transaction<'_>, number: &str) -> Result<Option<Order>, StoreError> {
    Ok(orders::all(tx, "WHERE number = ?1", [number])?.pop())
}
