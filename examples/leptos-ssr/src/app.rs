//! The pages: rendered by the server, hydrated in the browser, and drawn by it from there on.

use demo_shop_api::CartLine;
use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, KlarnaCheckout, KlarnaEarlyStart, Session};
use leptos_router::{
    NavigateOptions,
    components::{A, Route, Router, Routes},
    hooks::{use_navigate, use_query_map},
    path,
};
use serde::{Deserialize, Serialize};

/// What the server knows of the shopper who asks for a page. The browser is handed it with the page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Visit {
    /// Which cart is the shopper's.
    pub cart: String,
    /// What is in it.
    pub lines: Vec<CartLine>,
    /// Where Klarna's script is.
    pub script: String,
}

/// The whole shop.
#[component]
pub fn App() -> impl IntoView {
    // Where the server only asks which pages there are, there is no shopper.
    let visit = SharedValue::new(|| use_context::<Visit>().unwrap_or_default());
    provide_context(visit.into_inner());
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
    let lines = expect_context::<Visit>().lines.into_iter();
    view! {
        <h1>"Basket"</h1>
        <ul>{lines.map(|it| view! { <li>{it.quantity}" × "{it.name}</li> }).collect_view()}</ul>
        <A href="/checkout" attr:id="to-checkout">"Go to the checkout"</A>
    }
}

#[component]
fn Checkout() -> impl IntoView {
    let Visit { cart, script, .. } = expect_context();
    // There on the server alone, and only where the page is opened here: the browser finds it in the HTML.
    let session = use_context::<Session>();
    let problem = RwSignal::new(None);
    let navigate = use_navigate();
    let on_event = move |event| match event {
        CheckoutEvent::Ready => problem.set(None),
        CheckoutEvent::Failed(failure) => problem.set(Some(failure.code())),
        CheckoutEvent::Placed(outcome) | CheckoutEvent::Pending(outcome) => {
            let order = outcome.order_id.unwrap_or_default();
            navigate(
                &format!("/confirmation?order={order}"),
                NavigateOptions::default(),
            );
        }
        _ => {}
    };
    view! {
        <h1>"Checkout"</h1>
        <KlarnaCheckout cart=cart.clone() locale="en-GB" script=script.clone() session on_event/>
        <KlarnaEarlyStart cart locale="en-GB" script/>
        {move || problem.get().map(|it| view! { <p id="problem">"For our support: "{it}</p> })}
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
