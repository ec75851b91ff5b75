//! Everything the sandbox answers to.

use axum::{Router, middleware::from_fn_with_state};

use crate::{State, bench, control, guard, live, offer, rest, sdk};

/// The whole sandbox as a router, to be served or to be asked in a test.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(rest::routes())
        .merge(sdk::routes())
        .merge(offer::routes())
        .merge(control::routes(&state))
        .merge(live::routes())
        .merge(bench::routes())
        .layer(from_fn_with_state(state.clone(), guard::require_known_host))
        .with_state(state)
}
