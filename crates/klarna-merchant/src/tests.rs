//! The server from the outside: through its router, over a Klarna that does as it is told, and
//! over the sandbox.

mod anything;
mod approvals;
mod bad_input;
mod fake;
mod faults;
mod pages;
mod races;
mod recovery;
mod sandboxed;
mod sessions;
mod shop;
mod shopper;
