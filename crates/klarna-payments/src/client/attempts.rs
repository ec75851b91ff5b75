//! Making a call: once, again, and what is reported of all the tries.

use std::{
    hash::{BuildHasher, RandomState},
    time::Instant,
};

use tracing::{info, warn};

use super::{
    Client,
    answer::Answer,
    call::{Call, Request},
    error::KlarnaError,
    last_call::LastCall,
};
use crate::id::CorrelationId;

impl Client {
    /// Makes a call, and makes it again as the retry policy says.
    pub(super) async fn call<T>(
        &self,
        request: Request,
        read: impl Fn(Answer) -> Result<T, KlarnaError>,
    ) -> Result<T, KlarnaError> {
        let mut unknown = None;
        let mut attempt = 1;
        loop {
            let error = match self.attempt(&request, attempt, &read).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let Some(gap) = self.retry.next(attempt, request.call, &error, jitter()) else {
                return Err(worst(request.call, unknown, error));
            };
            if error.outcome_unknown() {
                unknown = Some(error);
            }
            tokio::time::sleep(gap).await;
            attempt += 1;
        }
    }

    /// Makes a call once, and says so in the log.
    async fn attempt<T>(
        &self,
        request: &Request,
        attempt: u32,
        read: impl Fn(Answer) -> Result<T, KlarnaError>,
    ) -> Result<T, KlarnaError> {
        let started = Instant::now();
        let (status, correlation_id, result) = match self.transport.send(request).await {
            Err(error) => (None, None, Err(error)),
            Ok(answer) => {
                let status = answer.status;
                let correlation_id = answer.correlation_id.clone();
                let result = if answer.is_success() {
                    read(answer)
                } else {
                    Err(answer.refusal(request.call))
                };
                (Some(status), correlation_id, result)
            }
        };
        let method = request.call.method();
        let method = method.as_str();
        let path = request.call.path_template();
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        // Klarna also writes it into the body of a refusal.
        let of_error = result.as_ref().err().and_then(KlarnaError::correlation_id);
        let correlation_id = correlation_id.as_ref().or(of_error);
        LastCall::note(correlation_id);
        let correlation_id = correlation_id.map(CorrelationId::as_str);
        match &result {
            Ok(_) => info!(
                method,
                path, status, correlation_id, duration_ms, attempt, "Klarna answered"
            ),
            Err(error) => warn!(
                method,
                path,
                status,
                correlation_id,
                duration_ms,
                attempt,
                error = %error,
                "Klarna call failed"
            ),
        }
        result
    }
}

/// What to report of several tries: the last, unless an earlier one may have gone through.
///
/// Then whatever a later try was told of an authorization may be an echo of that: only the session
/// can say what became of it, so the outcome stays unknown. A key keeps echoes away: Klarna's word
/// on the charge is its word on every try under that key.
fn worst(call: Call, unknown: Option<KlarnaError>, last: KlarnaError) -> KlarnaError {
    let settled = match call {
        Call::CreateTokenOrder => last.settles_key(),
        call => !call.uses_authorization(),
    };
    match unknown {
        Some(unknown) if !settled => unknown,
        _ => last,
    }
}

/// A random number from the seed of the standard library's hash maps: enough to spread retries.
fn jitter() -> u16 {
    let random = RandomState::new().hash_one(0_u8).to_le_bytes();
    u16::from_le_bytes([random[0], random[1]])
}
