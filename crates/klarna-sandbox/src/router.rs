//! Everything the sandbox answers to.

use axum::Router;

use crate::{State, bench, control, live, offer, rest, sdk};

/// The whole sandbox as a router, to be served or to be asked in a test.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(rest::routes())
        .merge(sdk::routes())
        .merge(offer::routes())
        .merge(control::routes())
        .merge(live::routes())
        .merge(bench::routes())
        .with_state(state)
}
