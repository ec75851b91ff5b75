//! The JavaScript SDK, the widget and the authorization window: everything under `/kp/`.

use axum::Router;

use crate::State;

/// The routes under `/kp/`.
pub(crate) fn routes() -> Router<State> {
    Router::new()
}
