//! A local Klarna: the payments REST API, the JavaScript SDK and its windows.
//!
//! A merchant's server talks to it as to Klarna, with any username and the password
//! [`PASSWORD`]; a page loads the SDK from `{sandbox}/kp/lib/v1/api.js`. Everything lives in
//! memory: the newest 10,000 sessions, orders and customer tokens, and the log of the last 10,000 calls with
//! at most 32 MiB of bodies. No money moves, and nothing leaves the machine: callbacks go to the URLs that a merchant gave
//! only where those are on this machine, or on a host of [`SandboxConfig::callback_hosts`].
//!
//! The calls below `/sandbox` are for programs, the sandbox's own pages, and pages of
//! [`SandboxConfig::allowed_origins`]. The SDK's are open to every page, as Klarna's are.
//!
//! | call | meaning |
//! | --- | --- |
//! | `/payments/v1/…` | Klarna's Payments API: sessions, orders, authorizations, customer tokens |
//! | `/customer-token/v1/…` | Klarna's API for customer tokens: read, charge, cancel |
//! | `/ordermanagement/v1/…` | Klarna's order management: reads an order |
//! | `/kp/…`, `/apf/…` | the SDK, the widget, the authorization window |
//! | `POST`, `GET`, `DELETE /sandbox/faults` | what shall go wrong: see [`FaultKind`] |
//! | `GET /sandbox/log`, `/sandbox/log?session=ID` | every call made, or those of one session, oldest first: see [`LogEntry`] |
//! | `POST /sandbox/clock` `{"advance_seconds": n}` | moves the time that sessions and tokens live by |
//! | `POST /sandbox/tokens/{id}` `{"status": "SUSPENDED"}` | suspends a customer token; `ACTIVE` again, or `CANCELLED` |
//! | `POST /sandbox/sessions/{id}/approve`, `/decline`, `/close` | presses a button of the authorization window; an approval needs no window |
//! | `GET`, `PATCH /sandbox/settings` `{"sdk_flow": "iframe"}` | the flow of the SDK for sessions that are created from then on: see [`SdkFlow`] |
//! | `PATCH /sandbox/settings` `{"rate_limits": "playground"}` | limits each merchant's calls: see [`RateLimits`] |
//! | `POST /sandbox/reset` | forgets everything |
//! | `GET /sandbox/dump` | everything the sandbox knows, as JSON |
//! | `PUT /sandbox/dump` | replaces everything by a dump |
//! | `GET /sandbox/state`, `/sandbox/fault-kinds` | what there is, and what can go wrong, as JSON; `/sandbox/state?search=…&merchant=…&session=…` a part of it |
//! | `GET /sandbox/bench/api.js` | a stand-in SDK of the real one's weight, to measure pages with |
//! | `GET /` | a page that shows all of it, live |

mod access;
mod clock;
mod delivery;
mod http;
mod model;
mod server;
mod service;
mod state;

pub use access::{InvalidOrigin, Origin, PASSWORD, SandboxConfig};
pub use clock::Clock;
pub use delivery::deliver_callbacks;
pub use http::router;
pub use model::{
    Authorization, AuthorizationState, CallbackKind, DumpError, Fault, FaultError, FaultKind,
    FaultTarget, LogEntry, Order, RateLimits, RestCall, Review, SdkFlow, SdkRefusal, Session,
    StoredMethod, StoredToken, TokenStatus, UnknownSdkFlow,
};
pub use server::Sandbox;
pub use service::{Decision, MethodLimits, decide};
pub use state::State;
