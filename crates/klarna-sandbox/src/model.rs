//! Everything the sandbox knows, as plain data. The rules are in [`crate::service`].

mod authorization;
mod customer_token;
mod fault;
mod faults;
mod fields;
mod idempotency;
mod log;
mod order;
mod outbox;
mod outcome;
mod rate_limits;
mod records;
mod sdk_flow;
mod session;
mod settings;
mod window;

pub use authorization::{Authorization, AuthorizationState};
pub use customer_token::{StoredMethod, StoredToken, TokenStatus};
pub use fault::{CallbackKind, Fault, FaultError, FaultKind, FaultTarget, RestCall};
pub(crate) use fields::{Fields, places_order, stores_token, text_at};
pub(crate) use idempotency::KeptAnswers;
pub(crate) use log::Log;
pub use log::LogEntry;
pub use order::{Order, Review};
pub(crate) use outbox::{Callback, Outbox};
pub(crate) use outcome::{Refusal, Reply, StepUp};
pub use rate_limits::RateLimits;
pub(crate) use rate_limits::{CallCounts, CallGroup};
pub(crate) use records::Records;
pub use sdk_flow::{SdkFlow, UnknownSdkFlow};
pub use session::{SdkRefusal, Session};
pub(crate) use settings::Settings;
pub(crate) use window::{Express, Purpose, Question, Windows};
