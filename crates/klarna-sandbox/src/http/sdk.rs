//! The JavaScript SDK, the widget and the authorization window: everything under `/kp/` and `/apf/`.
//!
//! | call | meaning |
//! | --- | --- |
//! | `GET /kp/lib/v1/api.js` | the SDK's script: [`script`] |
//! | `GET /apf/latest/library/main.js` | the second script, which the first one adds in the newer flow |
//! | `POST /kp/sdk/calls` | the SDK reports what the page called, and gets the answers: [`calls`] |
//! | `POST /kp/sdk/answers` | the page's answer in the end, for the log |
//! | `POST /kp/sdk/outcomes` | waits for the shopper's answer in the window: [`window`] |
//! | `GET /kp/widget`, `/kp/window`, `/kp/review` | the pages in the widget's iframe, in the authorization window and in the payment review: [`pages`] |
//! | `POST /kp/window/details`, `/kp/window/answers` | the window's content, and the button that was pressed |

mod calls;
mod pages;
mod script;
mod window;

use axum::{
    Router,
    http::HeaderValue,
    routing::{get, post},
};
use tower_http::cors::CorsLayer;

use crate::state::State;

/// The routes under `/kp/` and `/apf/`.
pub(super) fn routes() -> Router<State> {
    // The script and the SDK's reports cross from the shop's origin to the sandbox's.
    let from_the_shop = Router::new()
        .route("/kp/lib/v1/api.js", get(script::serve))
        .route("/apf/latest/library/main.js", get(script::serve_library))
        .route("/kp/sdk/calls", post(calls::report))
        .route("/kp/sdk/answers", post(calls::note_answer))
        .route("/kp/sdk/outcomes", post(window::outcome))
        .route("/kp/window/answers", post(window::answer))
        .layer(CorsLayer::new().allow_origin(HeaderValue::from_static("*")));
    Router::new()
        .route("/kp/window/details", post(window::details))
        .merge(pages::routes())
        .merge(from_the_shop)
}

#[cfg(test)]
mod tests;
