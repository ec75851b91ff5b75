//! The page around all pages: header, routes, footer.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{Route, Router, Routes},
    hooks::{use_location, use_navigate},
    path,
};

use crate::{
    checkout::{Checkout, Review},
    pages::{Account, Basket, Confirmation, NotFound, Orders},
    shop::{Details, Link, Opening, Shop, use_shop},
    widgets::{Footer, Header, Landing},
};

/// The whole shop.
#[component]
pub(crate) fn App() -> impl IntoView {
    let shop = Shop::new();
    provide_context(shop);
    provide_context(Details::new(shop));
    provide_context(Landing::default());
    // Back from the confirmation, the browser may show the checkout as it was left.
    let returned = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            shop.refresh();
        }
    });
    on_cleanup(move || returned.remove());
    view! {
        <Router>
            <Start/>
            // `external` keeps the router out of it: the browser's own jump also moves the focus.
            <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
            <Header/>
            <main id="main" tabindex="-1">
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=Basket/>
                    <Route path=path!("/checkout") view=Checkout/>
                    <Route path=path!("/checkout/review") view=Review/>
                    <Route path=path!("/confirmation") view=Confirmation/>
                    <Route path=path!("/orders") view=Orders/>
                    <Route path=path!("/account") view=Account/>
                </Routes>
            </main>
            <Footer/>
        </Router>
    }
}

/// Opens the cart that the address asks for, or the last one. Draws nothing.
#[component]
fn Start() -> impl IntoView {
    let shop = use_shop();
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |started: Option<()>| {
        let mut query = location.query.get();
        match Link::take(|name| query.remove(name)?.pop()) {
            Some(link) => {
                shop.follow(link);
                let path = location.pathname.get_untracked();
                let replace = NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                };
                navigate(&format!("{path}{}", query.to_query_string()), replace);
            }
            None if started.is_none() => shop.open(Opening::Resume),
            None => {}
        }
    });
}
