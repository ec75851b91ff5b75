//! The contract's types as JSON, in a log, and compared with the `OpenAPI` document.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "in a test, a panic is a failure"
)]

mod calls;
mod document;
mod samples;
mod schemas;
mod shapes;
