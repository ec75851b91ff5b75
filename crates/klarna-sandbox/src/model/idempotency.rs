//! Answers kept under a `Klarna-Idempotency-Key`: the same request gets the same answer, and nothing is
//! done.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::{
    Refusal, RepeatedRefusal, Reply,
    bounded::{Bounded, Keyed},
};

/// The time for which an answer is kept. Source: Klarna's guide to retries.
const KEPT: Duration = Duration::hours(24);

/// The number of answers that are kept.
const CAPACITY: usize = 10_000;

/// The newest answers given under a key, by merchant and key.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct KeptAnswers(Bounded<Given, CAPACITY>);

#[derive(Serialize, Deserialize)]
struct Given {
    merchant: String,
    key: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The token that was charged, and the body: another request under the same key is a mistake.
    token: String,
    body: Value,
    answer: KeptAnswer,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptAnswer {
    Given(Reply),
    Refused(RepeatedRefusal),
}

impl KeptAnswers {
    /// The answer without doing anything: the one given before, or that the key was used for
    /// another request. `None`: the key is new, or its time is over.
    pub(crate) fn known(
        &self,
        (merchant, key): (&str, &str),
        token: &str,
        body: &Value,
        now: OffsetDateTime,
    ) -> Option<Result<Reply, Refusal>> {
        let given = self.0.get(&(merchant.to_owned(), key.to_owned()))?;
        if now >= given.at.saturating_add(KEPT) {
            return None;
        }
        if given.token != token || given.body != *body {
            return Some(Err(Refusal::OtherBody(
                "The idempotency key was used with a different request",
            )));
        }
        Some(match given.answer.clone() {
            KeptAnswer::Given(reply) => Ok(reply),
            KeptAnswer::Refused(refusal) => Err(Refusal::Repeated(Box::new(refusal))),
        })
    }

    /// Keeps an answer, a refusal too: what was tried under a key is not tried again under it.
    pub(crate) fn keep(
        &mut self,
        (merchant, key): (&str, &str),
        token: &str,
        body: &Value,
        now: OffsetDateTime,
        answer: &Result<Reply, Refusal>,
    ) {
        let is_over = |given: &Given| now >= given.at.saturating_add(KEPT);
        while let Some(oldest) = self.0.oldest().filter(|oldest| is_over(oldest)) {
            self.0.remove(&oldest.key());
        }
        let given = Given {
            merchant: merchant.to_owned(),
            key: key.to_owned(),
            at: now,
            token: token.to_owned(),
            body: body.clone(),
            answer: match answer {
                Ok(reply) => KeptAnswer::Given(reply.clone()),
                Err(refusal) => KeptAnswer::Refused(refusal.into()),
            },
        };
        // Under a key whose time is over, the answer is the newest again.
        self.0.remove(&given.key());
        self.0.insert(given);
    }
}

impl Keyed for Given {
    type Key = (String, String);

    fn key(&self) -> (String, String) {
        (self.merchant.clone(), self.key.clone())
    }
}

impl fmt::Debug for KeptAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeptAnswers").field(&self.0.len()).finish()
    }
}
