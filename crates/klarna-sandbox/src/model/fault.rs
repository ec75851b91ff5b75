//! Faults: what goes wrong on request.

mod kind;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use kind::{CallbackKind, FaultKind, FaultTarget, RestCall};

/// A fault in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fault {
    /// The sandbox's number for it.
    pub id: u64,
    /// The thing that goes wrong.
    pub kind: FaultKind,
    /// The options that narrow and shape it.
    #[serde(flatten)]
    pub options: FaultOptions,
}

/// The options that narrow and shape a fault. `None` means: for all, until removed, by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultOptions {
    /// Only for this session (Klarna's `session_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The number of times that it still applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The delay in milliseconds; [`Fault::delay`] knows the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// The result of the SDK; `None` is `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The `Retry-After` header, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// `true` if the call is carried out although the answer does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_out: Option<bool>,
    /// Only for this REST call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<RestCall>,
    /// Only for this callback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<CallbackKind>,
}

/// The reason for which a fault was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// No such kind, or none given. Look at [`FaultKind::ALL`].
    #[error("no fault of the kind `{0}` is known")]
    UnknownKind(String),
    /// An option that is not one of the kind's, or of a wrong type.
    #[error("`{kind}`: {reason}")]
    BadOption {
        /// The kind.
        kind: FaultKind,
        /// The mistake.
        reason: String,
    },
}

impl Fault {
    /// The longest delay: ten minutes. A longer one is indistinguishable from never.
    const LONGEST_DELAY_MS: u64 = 600_000;
    const DEFAULT_DELAY_MS: u64 = 3_000;

    /// Reads the body of `POST /sandbox/faults`.
    ///
    /// # Errors
    /// The kind is not known, or an option is not the kind's or of a wrong type.
    pub fn parse(mut body: Value) -> Result<Self, FaultError> {
        let given = body.as_object_mut().and_then(|body| body.remove("kind"));
        let name = given.as_ref().and_then(Value::as_str).unwrap_or_default();
        let kind = FaultKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| FaultError::UnknownKind(name.to_owned()))?;
        let bad = |reason: String| FaultError::BadOption { kind, reason };
        let foreign = body.as_object().and_then(|body| {
            body.keys().find(|key| {
                let key = key.as_str();
                !matches!(key, "session" | "times") && !kind.options().contains(&key)
            })
        });
        if let Some(key) = foreign {
            return Err(bad(format!("takes no `{key}`")));
        }
        // `null` is a result too: looked for before reading, which makes it `None`.
        let lacks_result = kind.options().contains(&"result") && body.get("result").is_none();
        let options: FaultOptions =
            serde_json::from_value(body).map_err(|error| bad(error.to_string()))?;
        if options.times == Some(0) {
            return Err(bad("`times` is at least 1".to_owned()));
        }
        if options
            .delay_ms
            .is_some_and(|ms| ms > Self::LONGEST_DELAY_MS)
        {
            return Err(bad(format!(
                "`delay_ms` is at most {}",
                Self::LONGEST_DELAY_MS
            )));
        }
        if lacks_result {
            return Err(bad("needs a `result`".to_owned()));
        }
        Ok(Self {
            id: 0,
            kind,
            options,
        })
    }

    /// The delay: `delay_ms`, 3 seconds where it is not given.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.options.delay_ms.unwrap_or(Self::DEFAULT_DELAY_MS))
    }

    /// `true` if a `rest-…` fault lets the call take effect.
    pub fn is_carried_out(&self) -> bool {
        let default = match self.kind {
            FaultKind::Rest429 => return false,
            FaultKind::Rest500 | FaultKind::Rest503 => false,
            _ => true,
        };
        self.options.carried_out.unwrap_or(default)
    }

    /// `true` if it is for every session, or for that one.
    pub(super) fn applies_to(&self, session: Option<&str>) -> bool {
        self.options.session.is_none() || self.options.session.as_deref() == session
    }
}
