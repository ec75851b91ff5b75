//! The shop's calls to its server: the only place that fetches.
//!
//! The browser's own JSON does the parsing and `serde-wasm-bindgen` checks the shape; a JSON parser
//! of our own would be a good part of the download.

use demo_shop_api::{
    Basket, Cart, ClockMove, Extra, ExtraChoice, NewCart, Order, Quantity, ShopConfig, Subscription,
};
use gloo_net::http::{Request, RequestBuilder, Response};
use klarna_payments::Country;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

/// How long an answer may take.
const TIMEOUT_MILLISECONDS: u32 = 15_000;

/// Why a call brought nothing, as far as the shopper has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No answer: offline, or the server is away. The call may be repeated.
    Unreachable,
    /// No such cart or order.
    NotFound,
    /// This is the merchant's: log in first.
    Unauthorized,
    /// The subscription cannot be charged at the moment.
    NotChargeable,
    /// The server does not want this, for example a change to a cart that was ordered.
    Refused,
    /// The server's own fault, or an answer of an unknown shape.
    Broken,
}

/// What the page needs to know about its server.
pub(crate) async fn config() -> Result<ShopConfig, Trouble> {
    fetch(Request::get("/shop/config"), None::<&()>).await
}

/// A new cart with something in it.
pub(crate) async fn create_cart(market: Country, basket: Basket) -> Result<Cart, Trouble> {
    let body = NewCart { market, basket };
    fetch(Request::post("/shop/carts"), Some(&body)).await
}

/// A cart that was made before.
pub(crate) async fn cart(id: &str) -> Result<Cart, Trouble> {
    fetch(Request::get(&cart_url(id)), None::<&()>).await
}

/// Sets how many of an article are in a cart; 0 takes it out.
pub(crate) async fn set_quantity(id: &str, sku: &str, quantity: u32) -> Result<Cart, Trouble> {
    let url = format!("{}/lines/{}", cart_url(id), segment(sku));
    fetch(Request::put(&url), Some(&Quantity { quantity })).await
}

/// Puts an extra on a cart, or takes it off.
pub(crate) async fn set_extra(id: &str, extra: Extra, on: bool) -> Result<Cart, Trouble> {
    let url = format!("{}/extras/{}", cart_url(id), extra.name());
    fetch(Request::put(&url), Some(&ExtraChoice { on })).await
}

/// Orders a cart by bank transfer. Asking again gives the same order.
pub(crate) async fn order_by_transfer(id: &str) -> Result<Order, Trouble> {
    let url = format!("{}/invoice", cart_url(id));
    fetch(Request::post(&url), None::<&()>).await
}

/// One order, by the shop's number or Klarna's.
pub(crate) async fn order(id: &str) -> Result<Order, Trouble> {
    let url = format!("/shop/orders/{}", segment(id));
    fetch(Request::get(&url), None::<&()>).await
}

/// Every visitor's orders, newest first, as the merchant.
pub(crate) async fn all_orders() -> Result<Vec<Order>, Trouble> {
    fetch(Request::get("/merchant/orders"), None::<&()>).await
}

/// Logs in as the merchant, for which in front of the sandbox it needs no token.
pub(crate) async fn log_in() -> Result<(), Trouble> {
    check(&send(Request::post("/merchant/login"), None::<&()>).await?)
}

/// The visitor's own subscriptions, newest first.
pub(crate) async fn subscriptions() -> Result<Vec<Subscription>, Trouble> {
    fetch(Request::get("/shop/subscriptions"), None::<&()>).await
}

/// Logs in as the merchant, and charges the next period of a subscription now.
pub(crate) async fn charge(id: &str) -> Result<Subscription, Trouble> {
    log_in().await?;
    let url = format!("/merchant/subscriptions/{}/charge", segment(id));
    let charged = fetch(Request::post(&url), None::<&()>).await;
    charged.map_err(|trouble| match trouble {
        Trouble::Refused => Trouble::NotChargeable,
        other => other,
    })
}

/// Ends a subscription. Asking again changes nothing.
pub(crate) async fn cancel(id: &str) -> Result<Subscription, Trouble> {
    let url = format!("/shop/subscriptions/{}/cancel", segment(id));
    fetch(Request::post(&url), None::<&()>).await
}

/// Lets time pass in the sandbox, and in the shop with it.
pub(crate) async fn advance_clock(seconds: u64) -> Result<(), Trouble> {
    let body = ClockMove {
        advance_seconds: seconds,
    };
    let response = send(Request::post("/shop/clock"), Some(&body)).await?;
    check(&response)
}

fn cart_url(id: &str) -> String {
    format!("/shop/carts/{}", segment(id))
}

/// One segment of a path. Ids come from links and from storage: they may hold anything.
fn segment(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

async fn fetch<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> Result<T, Trouble> {
    let response = send(request, body).await?;
    check(&response)?;
    let text = response.text().await.map_err(|_| Trouble::Unreachable)?;
    let value = js_sys::JSON::parse(&text).map_err(|_| Trouble::Broken)?;
    serde_wasm_bindgen::from_value(value).map_err(|_| Trouble::Broken)
}

async fn send(request: RequestBuilder, body: Option<&impl Serialize>) -> Result<Response, Trouble> {
    let timeout = AbortSignal::timeout_with_u32(TIMEOUT_MILLISECONDS);
    let request = request
        .header("Accept", "application/json")
        .abort_signal(Some(&timeout));
    let request = match body {
        Some(body) => request
            .header("Content-Type", "application/json")
            .body(to_json(body)?),
        None => request.build(),
    };
    request
        .map_err(|_| Trouble::Broken)?
        .send()
        .await
        .map_err(|_| Trouble::Unreachable)
}

fn check(response: &Response) -> Result<(), Trouble> {
    match response.status() {
        200..=299 => Ok(()),
        401 => Err(Trouble::Unauthorized),
        404 => Err(Trouble::NotFound),
        // The server has too much to do; or what stands before it answers while it is away.
        429 | 502..=504 => Err(Trouble::Unreachable),
        400..=499 => Err(Trouble::Refused),
        _ => Err(Trouble::Broken),
    }
}

fn to_json(body: &impl Serialize) -> Result<JsValue, Trouble> {
    let value = body
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|_| Trouble::Broken)?;
    js_sys::JSON::stringify(&value)
        .map(JsValue::from)
        .map_err(|_| Trouble::Broken)
}
