//! HTTP: the routes, and what their handlers share.

mod articles;
mod callbacks;
mod contract;
mod cookies;
mod correlation;
mod headers;
mod host;
mod limiter;
mod merchant;
mod origin;
mod page;
mod path;
mod reports;
mod shop;
mod site;
mod subscriptions;
mod visitor;

use std::{path::Path, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::StatusCode,
    middleware,
    routing::{get, post, put},
};
use demo_shop_api::ShopConfig;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

use crate::{
    checkout::Checkout, clock::Clock, csp::ContentSecurityPolicy, problem::ApiError,
    sandbox_clock::SandboxClock, store::Store, subscriptions::Subscriptions,
};

pub(crate) use cookies::Cookies;
pub(crate) use headers::SecurityHeaders;
pub(crate) use host::Hosts;
pub(crate) use limiter::Limiter;
pub(crate) use merchant::Authorizer;

/// The longest body that a call takes, in bytes. The contract's are a tenth of it.
const LONGEST_BODY: usize = 16 * 1024;

/// What the handlers share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) checkout: Checkout,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) clock: Clock,
    /// What the clock follows; there in front of the sandbox only.
    pub(crate) sandbox_clock: Option<SandboxClock>,
    /// What the page is told of the server.
    pub(crate) config: ShopConfig,
    /// What the shop's pages may load.
    pub(crate) csp: ContentSecurityPolicy,
    /// Sent with every answer.
    pub(crate) security_headers: SecurityHeaders,
    /// The address at which the shop is asked.
    pub(crate) hosts: Hosts,
    /// Counts the calls that ask Klarna.
    pub(crate) limiter: Limiter,
    /// The time for a request's body.
    pub(crate) body_timeout: Duration,
    /// Reads and writes the visitors' cookies.
    pub(crate) cookies: Cookies,
    /// Decides on the merchant's own calls; `None`: there are none.
    pub(crate) merchant: Option<Authorizer>,
    /// Where shoppers reach the shop, if that was said: requests from there are the shop's own.
    pub(crate) public_url: Option<String>,
}

/// Everything the server answers: the contract, the shop's own calls, and the page.
pub(crate) fn router(app: App, site: Option<&Path>) -> Router {
    let contract = Router::new()
        .route("/sessions", post(contract::open))
        .route("/sessions/{id}", get(contract::status))
        .route("/sessions/{id}/refresh", post(contract::refresh))
        .route("/sessions/{id}/authorization", post(contract::approve))
        .route(
            "/callbacks/authorization/{secret}",
            post(callbacks::authorization),
        )
        .route(
            "/callbacks/notification/{secret}",
            post(callbacks::notification),
        )
        .route("/callbacks/push/{secret}", post(callbacks::push))
        .layer(middleware::from_fn(correlation::hand_on));
    let shop = Router::new()
        .route("/config", get(shop::config))
        .route("/articles/{sku}", get(articles::page))
        .route("/articles/{sku}/picture.svg", get(articles::picture))
        .route("/carts", post(shop::create_cart))
        .route("/carts/{id}", get(shop::cart))
        .route("/carts/{id}/lines/{sku}", put(shop::set_quantity))
        .route("/carts/{id}/extras/{extra}", put(shop::set_extra))
        .route("/carts/{id}/invoice", post(shop::invoice))
        .route("/orders", get(shop::orders))
        .route("/orders/{id}", get(shop::order))
        .route("/subscriptions", get(subscriptions::own))
        .route("/subscriptions/{id}", get(subscriptions::one))
        .route("/subscriptions/{id}/cancel", post(subscriptions::cancel))
        .route("/clock", post(subscriptions::move_clock));
    let site = match site {
        Some(site) => site::router(site, &app),
        None => Router::new().fallback(not_found),
    };
    site.nest("/klarna", api(contract, &app))
        .nest("/shop", api(shop, &app))
        .nest("/merchant", api(merchant::router(&app), &app))
        .merge(reports::router())
        .with_state(app.clone())
        .layer(middleware::from_fn(path::check))
        .layer(middleware::from_fn_with_state(app.clone(), host::check))
        .layer(middleware::map_response_with_state(
            app,
            headers::everywhere,
        ))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
}

/// What all calls have in common: problem documents, a limit, no caching, no foreign pages.
fn api(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(app.clone(), origin::check))
        .layer(middleware::map_response(headers::no_store))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
}

async fn not_found() -> ApiError {
    ApiError::http(StatusCode::NOT_FOUND, "There is nothing at this path.")
}

async fn wrong_method() -> ApiError {
    ApiError::http(
        StatusCode::METHOD_NOT_ALLOWED,
        "This path takes another method.",
    )
}

/// Names the route, not the path: whoever knows a session's or a cart's id can act on it.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("(page)", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}
