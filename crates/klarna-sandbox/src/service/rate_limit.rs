//! Klarna's rate limits. A second is one of the sandbox's clock: it ends when the clock is moved, too.
//!
//! Source: Klarna's guide to rate limits. It counts by merchant and operation, and has a limit of its own for
//! "token sessions"; that these are the creation of customer tokens is inferred.

use super::Context;
use crate::model::{CallGroup, RateLimits, Records, Refusal};

/// Counts a call.
///
/// # Errors
/// [`Refusal::TooManyRequests`] until the second is over.
pub(crate) fn admit(
    records: &mut Records,
    context: &Context<'_>,
    group: CallGroup,
) -> Result<(), Refusal> {
    let Some(limit) = limit(records.settings.rate_limits, group) else {
        return Ok(());
    };
    let second = context.now.unix_timestamp();
    if records.calls.count(context.merchant, group, second) > limit {
        return Err(Refusal::TooManyRequests);
    }
    Ok(())
}

/// The number of calls that a merchant may make in a second.
fn limit(limits: RateLimits, group: CallGroup) -> Option<u32> {
    let (creating, other) = match limits {
        RateLimits::Off => return None,
        RateLimits::Playground => (5, 50),
        RateLimits::Live => (40, 200),
    };
    Some(match group {
        CallGroup::CreateSession | CallGroup::CreateCustomerToken => creating,
        CallGroup::Other => other,
    })
}
