//! The shop's own calls: carts, invoices, and the visitor's orders.

use axum::{Json, extract::State, http::StatusCode};
use axum_extra::extract::SignedCookieJar;
use checkout_contract::Code;
use demo_shop_api::{
    Cart, Extra, ExtraChoice, NewCart, Order, PaymentMethod, Quantity, ShopConfig,
};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::{
    App, Cookies,
    visitor::{OwnCart, Visitor, no_cart},
};
use crate::{
    extract::{Body, Path},
    number::order_number,
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
    Visitor(known): Visitor,
    Body(new): Body<NewCart>,
) -> Result<(StatusCode, SignedCookieJar, Json<Cart>), ApiError> {
    let id = Uuid::new_v4().to_string();
    let now = app.clock.now();
    let visitor = known.unwrap_or_else(Cookies::new_visitor);
    // Also to a visitor who is known: the cookie's life begins anew.
    let cookie = app.cookies.keep_visitor(&visitor);
    let cart = app
        .store
        .create_cart(id, visitor, new.market, shop::filling(new.basket), now)
        .await?;
    Ok((StatusCode::CREATED, cookie, view(&cart)?))
}

pub(super) async fn cart(
    State(app): State<App>,
    OwnCart(id): OwnCart,
) -> Result<Json<Cart>, ApiError> {
    view(&known(&app, &id).await?)
}

pub(super) async fn set_quantity(
    State(app): State<App>,
    OwnCart(id): OwnCart,
    Path((_, sku)): Path<(String, String)>,
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
    OwnCart(id): OwnCart,
    Path((_, extra)): Path<(String, String)>,
    Body(ExtraChoice { on }): Body<ExtraChoice>,
) -> Result<Json<Cart>, ApiError> {
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
    OwnCart(id): OwnCart,
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

/// The visitor's own orders.
pub(super) async fn orders(
    State(app): State<App>,
    Visitor(visitor): Visitor,
) -> Result<Json<Vec<Order>>, ApiError> {
    Ok(Json(match visitor {
        Some(visitor) => app.store.orders_of(&visitor).await?,
        None => Vec::new(),
    }))
}

/// An order of the visitor's, by the shop's number or Klarna's.
pub(super) async fn order(
    State(app): State<App>,
    Visitor(visitor): Visitor,
    Path(id): Path<String>,
) -> Result<Json<Order>, ApiError> {
    let order = match visitor {
        Some(visitor) => app.store.order_of(&visitor, &id).await?,
        None => None,
    };
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

fn closed(detail: &str) -> ApiError {
    ApiError::new(Code::CartChanged, detail)
}
