//! A shop with Klarna, drawn in the browser: a basket, a checkout and a confirmation.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into what it makes"
)]

use demo_shop_api::{Cart, ShopConfig};
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, KlarnaCheckout};
use leptos_router::{
    NavigateOptions,
    components::{A, Route, Router, Routes},
    hooks::{use_navigate, use_query_map},
    path,
};

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

/// What the merchant's server says at the start: where Klarna's script is, and a cart with something
/// in it.
#[derive(Clone)]
struct Shop {
    config: ShopConfig,
    cart: Cart,
}

/// Opens the shop, and keeps what `index.html` starts a checkout with before the wasm is there.
async fn open() -> Result<Shop, gloo_net::Error> {
    let config: ShopConfig = Request::get("/shop/config").send().await?.json().await?;
    let cart = match known_cart().await {
        Some(cart) => cart,
        None => new_cart().await?,
    };
    if let Some(storage) = storage() {
        // Where the browser keeps nothing, the checkout starts with the wasm.
        let _ = storage.set_item("cart", &cart.id);
        let _ = storage.set_item("script", &config.sdk_url);
    }
    Ok(Shop { config, cart })
}

/// The cart of this tab's visit, unless it was ordered.
async fn known_cart() -> Option<Cart> {
    let id = storage()?.get_item("cart").ok()??;
    let answer = Request::get(&format!("/shop/carts/{id}")).send().await;
    let cart: Cart = answer.ok()?.json().await.ok()?;
    cart.order_id.is_none().then_some(cart)
}

async fn new_cart() -> Result<Cart, gloo_net::Error> {
    let new_cart = Request::post("/shop/carts").header("Content-Type", "application/json");
    let cart = new_cart.body(r#"{"market":"GB"}"#)?.send().await?;
    cart.json().await
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

#[component]
fn App() -> impl IntoView {
    let shop = LocalResource::new(async || open().await.map_err(|error| error.to_string()));
    move || match shop.get() {
        Some(Ok(shop)) => view! { <Pages shop/> }.into_any(),
        Some(Err(error)) => format!("The shop does not answer: {error}").into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Pages(shop: Shop) -> impl IntoView {
    provide_context(shop);
    view! {
        <Router>
            <main>
                <Routes fallback=|| "There is nothing here.">
                    <Route path=path!("/") view=Basket/>
                    <Route path=path!("/checkout") view=Checkout/>
                    <Route path=path!("/confirmation") view=Confirmation/>
                </Routes>
            </main>
        </Router>
    }
}

#[component]
fn Basket() -> impl IntoView {
    let lines = expect_context::<Shop>().cart.lines.into_iter();
    view! {
        <h1>"Basket"</h1>
        <ul>{lines.map(|it| view! { <li>{it.quantity}" × "{it.name}</li> }).collect_view()}</ul>
        <A href="/checkout" attr:id="to-checkout">"Go to the checkout"</A>
    }
}

#[component]
fn Checkout() -> impl IntoView {
    let Shop { config, cart } = expect_context();
    let problem = RwSignal::new(None);
    let navigate = use_navigate();
    let on_event = move |event| match event {
        CheckoutEvent::Ready => problem.set(None),
        CheckoutEvent::Failed(failure) => problem.set(Some(failure.code())),
        CheckoutEvent::Placed(order) | CheckoutEvent::Pending(order) => {
            let order = order.order_id.unwrap_or_default();
            navigate(
                &format!("/confirmation?order={order}"),
                NavigateOptions::default(),
            );
        }
        _ => {}
    };
    view! {
        <h1>"Checkout"</h1>
        <KlarnaCheckout cart=cart.id locale="en-GB" script=config.sdk_url on_event/>
        {move || problem.get().map(|code| view! { <p id="problem">"For our support: "{code}</p> })}
        <A href="/" attr:id="to-basket">"Back to the basket"</A>
    }
}

#[component]
fn Confirmation() -> impl IntoView {
    let order = use_query_map().read_untracked().get("order");
    view! {
        <h1>"Thank you"</h1>
        <p>"Your order’s number: " <strong id="order">{order}</strong></p>
    }
}
