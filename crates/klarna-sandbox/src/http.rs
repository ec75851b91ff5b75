//! Everything the sandbox answers to.

mod badges;
mod bench;
mod control;
mod guard;
mod live;
mod rest;
mod sdk;

use axum::{Router, middleware::from_fn_with_state};

use crate::state::State;

/// The whole sandbox as a router, to be served or to be asked in a test. It sends no callbacks:
/// [`crate::deliver_callbacks`] does.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(rest::routes())
        .merge(sdk::routes())
        .merge(badges::routes())
        .merge(control::routes(&state))
        .merge(live::routes())
        .merge(bench::routes())
        .layer(from_fn_with_state(state.clone(), guard::require_known_host))
        .with_state(state)
}
