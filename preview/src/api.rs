//! The client of the demo shop's API: the only module that fetches.

use demo_shop_api::{
    Basket, Cart, ClockMove, Country, Extra, ExtraChoice, NewCart, Order, Quantity, ShopConfig,
    Subscription,
};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::AbortSignal;

use crate::json::{from_json, to_json};

/// The time limit of a request, in milliseconds.
const REQUEST_TIMEOUT: u32 = 15_000;

/// An error of a call, as far as the shopper has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The server did not answer: offline, or the server is away. The call may be repeated.
    Unreachable,
    /// The cart or order does not exist.
    NotFound,
    /// The call is the merchant's, and needs a login.
    Unauthorized,
    /// The subscription cannot be charged at the moment.
    NotChargeable,
    /// The server refuses the request, for example a change to a cart that was ordered.
    Refused,
    /// The server failed, or its answer has an unknown shape.
    Broken,
}

/// Loads the server's configuration.
pub(crate) async fn config() -> Result<ShopConfig, ApiError> {
    get("/shop/config").await
}

/// Creates a cart with the articles of a basket.
pub(crate) async fn create_cart(market: Country, basket: Basket) -> Result<Cart, ApiError> {
    let body = NewCart { market, basket };
    fetch(Request::post("/shop/carts"), Some(&body)).await
}

/// Loads a cart.
pub(crate) async fn cart(id: &str) -> Result<Cart, ApiError> {
    get(&cart_url(id)).await
}

/// Sets the quantity of an article in a cart; 0 takes it out.
pub(crate) async fn set_quantity(id: &str, sku: &str, quantity: u32) -> Result<Cart, ApiError> {
    let url = format!("{}/lines/{}", cart_url(id), segment(sku));
    fetch(Request::put(&url), Some(&Quantity { quantity })).await
}

/// Puts an extra on a cart, or takes it off.
pub(crate) async fn set_extra(id: &str, extra: Extra, on: bool) -> Result<Cart, ApiError> {
    let url = format!("{}/extras/{}", cart_url(id), extra.name());
    fetch(Request::put(&url), Some(&ExtraChoice { on })).await
}

/// Orders a cart by bank transfer. A repeated call returns the same order.
pub(crate) async fn order_by_transfer(id: &str) -> Result<Order, ApiError> {
    post(&format!("{}/invoice", cart_url(id))).await
}

/// Loads an order, by the shop's number or Klarna's.
pub(crate) async fn order(id: &str) -> Result<Order, ApiError> {
    get(&format!("/shop/orders/{}", segment(id))).await
}

/// Loads every visitor's orders, newest first, as the merchant.
pub(crate) async fn all_orders() -> Result<Vec<Order>, ApiError> {
    get("/merchant/orders").await
}

/// Logs in as the merchant; in front of the sandbox no token is needed.
pub(crate) async fn log_in() -> Result<(), ApiError> {
    send(Request::post("/merchant/login"), None::<&()>).await?;
    Ok(())
}

/// Loads the visitor's subscriptions, newest first.
pub(crate) async fn subscriptions() -> Result<Vec<Subscription>, ApiError> {
    get("/shop/subscriptions").await
}

/// Logs in as the merchant, and charges the next period of a subscription now.
pub(crate) async fn charge(id: &str) -> Result<Subscription, ApiError> {
    log_in().await?;
    let url = format!("/merchant/subscriptions/{}/charge", segment(id));
    post(&url).await.map_err(|error| match error {
        ApiError::Refused => ApiError::NotChargeable,
        other => other,
    })
}

/// Cancels a subscription. A repeated call changes nothing.
pub(crate) async fn cancel(id: &str) -> Result<Subscription, ApiError> {
    post(&format!("/shop/subscriptions/{}/cancel", segment(id))).await
}

/// Advances the clock of the sandbox, and of the shop with it.
pub(crate) async fn advance_clock(advance_seconds: u64) -> Result<(), ApiError> {
    let body = ClockMove { advance_seconds };
    send(Request::post("/shop/clock"), Some(&body)).await?;
    Ok(())
}

fn cart_url(id: &str) -> String {
    format!("/shop/carts/{}", segment(id))
}

/// Encodes a segment of a path. Ids come from links and from storage: they may hold anything.
fn segment(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

async fn get<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    fetch(Request::get(url), None::<&()>).await
}

async fn post<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    fetch(Request::post(url), None::<&()>).await
}

async fn fetch<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> Result<T, ApiError> {
    let response = send(request, body).await?;
    let text = response.text().await.map_err(|_| ApiError::Unreachable)?;
    from_json(&text).ok_or(ApiError::Broken)
}

/// Sends a request, and returns the response if it is a success.
async fn send(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> Result<Response, ApiError> {
    let timeout = AbortSignal::timeout_with_u32(REQUEST_TIMEOUT);
    let request = request
        .header("Accept", "application/json")
        .abort_signal(Some(&timeout));
    let request = match body {
        Some(body) => request
            .header("Content-Type", "application/json")
            .body(to_json(body).ok_or(ApiError::Broken)?),
        None => request.build(),
    };
    let response = request
        .map_err(|_| ApiError::Broken)?
        .send()
        .await
        .map_err(|_| ApiError::Unreachable)?;
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(ApiError::Unauthorized),
        404 => Err(ApiError::NotFound),
        // The server is overloaded, or a proxy answers while it is away.
        429 | 502..=504 => Err(ApiError::Unreachable),
        400..=499 => Err(ApiError::Refused),
        _ => Err(ApiError::Broken),
    }
}
