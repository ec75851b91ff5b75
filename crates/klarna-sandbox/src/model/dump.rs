//! Everything the sandbox knows as JSON, for another sandbox to go on from.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::Records;
use crate::clock::rfc3339;

/// The version of the form. It changes where a sandbox could not read what an older one has written.
const VERSION: u64 = 1;

/// The reason for which a dump was not loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError {
    /// It is not JSON, or not an object with a `version`.
    #[error("this is no dump of a sandbox: {0}")]
    NotADump(String),
    /// Another version has written it.
    #[error("the dump has the version {found}, and this sandbox reads version {VERSION} only")]
    OtherVersion {
        /// The dump's version.
        found: Value,
    },
    /// Its clock is too far ahead of this machine's.
    #[error("the dump's clock is more than ten years ahead of this sandbox's")]
    ClockAhead,
    /// A field is missing, unknown, or of a wrong type.
    #[error("the dump's content: {0}")]
    BadContent(String),
}

/// A dump that was read.
#[derive(Debug)]
pub(crate) struct Dump {
    /// The sandbox's time as it was written.
    pub(crate) now: OffsetDateTime,
    pub(crate) records: Records,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u64,
    clock: WrittenClock,
    #[serde(flatten)]
    records: &'a Records,
}

#[derive(Serialize)]
struct WrittenClock {
    now: String,
    offset_seconds: i64,
}

/// The clock as it is read. Its offset is for the reader: a sandbox goes on from the time.
#[derive(Deserialize)]
struct ReadClock {
    #[serde(with = "time::serde::rfc3339")]
    now: OffsetDateTime,
}

/// Writes a dump: `{"version": 1, "clock": {…}, "sessions": […], …}`.
///
/// # Errors
/// Never: everything in the records is JSON.
pub(crate) fn write(
    records: &Records,
    now: OffsetDateTime,
    offset_seconds: i64,
) -> serde_json::Result<String> {
    serde_json::to_string(&Written {
        version: VERSION,
        clock: WrittenClock {
            now: rfc3339(now),
            offset_seconds,
        },
        records,
    })
}

/// Reads a dump.
///
/// # Errors
/// Every [`DumpError`] but [`DumpError::ClockAhead`].
pub(crate) fn read(dump: &[u8]) -> Result<Dump, DumpError> {
    let not_a_dump = |reason: &str| DumpError::NotADump(reason.to_owned());
    let dump: Value =
        serde_json::from_slice(dump).map_err(|error| not_a_dump(&error.to_string()))?;
    let Value::Object(mut dump) = dump else {
        return Err(not_a_dump("it is not a JSON object"));
    };
    let version = dump.remove("version");
    let found = version.ok_or_else(|| not_a_dump("it has no `version`"))?;
    if found != VERSION {
        return Err(DumpError::OtherVersion { found });
    }
    let clock = dump.remove("clock").unwrap_or_default();
    let clock: ReadClock = content(clock).map_err(|error| in_content("clock.", &error))?;
    let records = content(dump.into()).map_err(|error| in_content("", &error))?;
    Ok(Dump {
        now: clock.now,
        records,
    })
}

fn content<T: for<'a> Deserialize<'a>>(
    json: Value,
) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(json)
}

/// Names the place of an error: `sessions[3].expires_at: …`.
fn in_content(prefix: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> DumpError {
    let (place, reason) = (error.path(), error.inner());
    DumpError::BadContent(format!("`{prefix}{place}`: {reason}"))
}
