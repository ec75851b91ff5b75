//! The parts of the sandbox that are handed out: README, image, action, and the static program.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper that cannot go on fails the test"
)]

#[cfg(unix)]
mod action;
mod dockerfile;
mod program;
mod readme;
mod static_program;
