//! Everything the sandbox knows, as plain data. The rules are in [`crate::service`].

mod authorization;
mod bounded;
mod customer_token;
pub(crate) mod dump;
mod fault;
mod faults;
mod fields;
mod idempotency;
mod log;
mod order;
mod orders;
mod outbox;
mod outcome;
mod records;
mod session;
mod window;

pub use authorization::{Authorization, AuthorizationState};
pub use customer_token::{StoredMethod, StoredToken, TokenStatus};
pub use dump::DumpError;
pub use fault::{CallbackKind, Fault, FaultError, FaultKind, FaultTarget, RestCall};
pub(crate) use fields::{Fields, places_order, stores_token, text_at};
pub(crate) use idempotency::KeptAnswers;
pub use log::LogEntry;
pub(crate) use log::{KeptEntry, Log};
pub use order::{Order, Review};
pub(crate) use orders::Orders;
pub(crate) use outbox::{Callback, Outbox};
pub(crate) use outcome::{Refusal, RepeatedRefusal, Reply};
pub(crate) use records::Records;
pub use session::{SdkRefusal, Session};
pub(crate) use window::{Express, Purpose, Question, Windows};
