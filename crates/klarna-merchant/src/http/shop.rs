//! The shop's own calls: carts, another way to pay, orders.
//!
//! Whoever knows a cart's id may change it: ids are random, and stand in for a shopper's login.
//! `/shop/orders` is the merchant's page and has no login here; a real shop's has.

use axum::{Json, extract::State, http::StatusCode};
use checkout_contract::{
    Code,
    shop::{Cart, Extra, ExtraChoice, NewCart, Order, PaymentMethod, Quantity, ShopConfig},
};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::App;
use crate::{
    checkout::order_number,
    extract::{Body, Path},
    problem::ApiError,
    shop::{self, PricingError},
    store::{CartChange, Invoiced, StoredCart},
};

/// The most of one article that a cart takes.
const MOST: u32 = 99;

pub(super) async fn config(State(app): State<App>) -> Json<ShopConfig> {
    Json(app.config)
}

pub(super) async fn create_cart(
    State(app): State<App>,
    Body(new): Body<NewCart>,
) -> Result<(StatusCode, Json<Cart>), ApiError> {
    let filling = shop::filling(new.basket)
        .ok_or_else(|| ApiError::invalid("basket: the shop does not know this."))?;
    let id = Uuid::new_v4().to_string();
    let now = app.clock.now();
    let cart = app.store.create_cart(id, new.market, filling, now).await?;
    Ok((StatusCode::CREATED, view(&cart)?))
}

pub(super) async fn cart(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Cart>, ApiError> {
    view(&known(&app, &id).await?)
}

pub(super) async fn set_quantity(
    State(app): State<App>,
    Path((id, sku)): Path<(String, String)>,
    Body(Quantity { quantity }): Body<Quantity>,
) -> Result<Json<Cart>, ApiError> {
    let article = shop::article(&sku)
        .ok_or_else(|| ApiError::invalid("The shop has no article with this number."))?;
    if quantity > MOST {
        return Err(ApiError::invalid("quantity: 0 to 99."));
    }
    let instead_of = match article.plan {
        None => Vec::new(),
        Some(_) => shop::subscriptions(),
    };
    let change = app
        .store
        .set_quantity(&id, article.sku, quantity, instead_of, app.clock.now());
    changed(change.await?)
}

pub(super) async fn set_extra(
    State(app): State<App>,
    Path((id, extra)): Path<(String, String)>,
    Body(ExtraChoice { on }): Body<ExtraChoice>,
) -> Result<Json<Cart>, ApiError> {
    // Not by the path's own reader: a cart that does not exist comes first.
    known(&app, &id).await?;
    let extra: Extra = serde_json::from_value(extra.into())
        .map_err(|_| ApiError::invalid("The shop has no such extra."))?;
    changed(app.store.set_extra(&id, extra, on, app.clock.now()).await?)
}

fn changed(change: CartChange) -> Result<Json<Cart>, ApiError> {
    match change {
        CartChange::Done(cart) => view(&cart),
        CartChange::NotFound => Err(no_cart()),
        CartChange::Ordered => Err(closed("The cart is ordered.")),
        CartChange::PaymentUnderWay => Err(closed("The cart is being paid.")),
    }
}

/// Orders by bank transfer before delivery. Works whatever Klarna does, except where Klarna may be
/// placing an order for the cart at this moment.
pub(super) async fn invoice(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Order>), ApiError> {
    let cart = known(&app, &id).await?;
    let now = app.clock.now();
    let Json(view) = view(&cart)?;
    if view.lines.is_empty() {
        return Err(ApiError::invalid("The cart is empty."));
    }
    if view.lines.iter().any(|line| line.plan.is_some()) {
        return Err(ApiError::invalid(
            "A subscription is paid with Klarna: an invoice stores nothing to charge later.",
        ));
    }
    let order = Order {
        id: order_number(),
        klarna_order_id: None,
        placed_at: now.format(&Rfc3339).map_err(|_| ApiError::internal())?,
        payment: PaymentMethod::Invoice,
        fraud_status: None,
        market: cart.market,
        lines: view.lines,
        total: view.total,
        subscription_id: None,
    };
    let invoiced = app
        .store
        .invoice(&id, cart.version, order.clone(), now)
        .await?;
    app.checkout.nudge();
    match invoiced {
        Invoiced::Placed => Ok((StatusCode::CREATED, Json(order))),
        Invoiced::Already(order) => Ok((StatusCode::OK, Json(order))),
        Invoiced::CartChanged => Err(closed("The cart has changed, or was paid with Klarna.")),
        Invoiced::PaymentUnderWay => Err(closed("The cart is being paid with Klarna.")),
    }
}

pub(super) async fn orders(State(app): State<App>) -> Result<Json<Vec<Order>>, ApiError> {
    Ok(Json(app.store.orders().await?))
}

pub(super) async fn order(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Order>, ApiError> {
    let order = app.store.order(&id).await?;
    order
        .map(Json)
        .ok_or_else(|| ApiError::http(StatusCode::NOT_FOUND, "There is no such order."))
}

async fn known(app: &App, id: &str) -> Result<StoredCart, ApiError> {
    app.store.cart(id).await?.ok_or_else(no_cart)
}

fn view(cart: &StoredCart) -> Result<Json<Cart>, ApiError> {
    shop::cart_view(cart)
        .map(Json)
        .map_err(|error: PricingError| {
            tracing::error!(error = &error as &dyn std::error::Error, "no price");
            ApiError::internal()
        })
}

fn no_cart() -> ApiError {
    ApiError::new(Code::CartNotFound, "There is no such cart.")
}

fn closed(detail: &str) -> ApiError {
    ApiError::new(Code::CartChanged, detail)
}
