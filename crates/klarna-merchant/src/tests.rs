//! The server from the outside: through its router, over a Klarna that does as it is told, and
//! over the sandbox.

mod anything;
mod approvals;
mod at_rest;
mod background;
mod bad_input;
mod callbacks;
mod connections;
mod correlation;
mod edges;
mod extras;
mod fake;
mod faults;
mod merchant_calls;
mod out_of_order;
mod pages;
mod pending;
mod persons;
mod races;
mod recovery;
mod releases;
mod renewals;
mod sandboxed;
mod sessions;
mod shop;
mod shopper;
mod sign_ups;
mod visitors;
