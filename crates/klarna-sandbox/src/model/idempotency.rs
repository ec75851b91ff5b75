//! Answers kept under a `Klarna-Idempotency-Key`: the same request gets the same answer, and nothing is
//! done.

use std::{collections::HashMap, fmt};

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::{Refusal, Reply};

/// The time for which an answer is kept. Source: Klarna's guide to retries.
const KEPT: Duration = Duration::hours(24);

/// The answers given under a key, by merchant and key.
#[derive(Default)]
pub(crate) struct KeptAnswers(HashMap<(String, String), Given>);

struct Given {
    at: OffsetDateTime,
    /// The token that was charged, and the body: another request under the same key is a mistake.
    token: String,
    body: Value,
    answer: Result<Reply, Refusal>,
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
        Some(given.answer.clone())
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
        self.0
            .retain(|_, given| now < given.at.saturating_add(KEPT));
        let given = Given {
            at: now,
            token: token.to_owned(),
            body: body.clone(),
            answer: answer.clone(),
        };
        self.0.insert((merchant.to_owned(), key.to_owned()), given);
    }
}

impl fmt::Debug for KeptAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeptAnswers").field(&self.0.len()).finish()
    }
}
