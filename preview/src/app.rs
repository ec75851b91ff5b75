//! The frame around all pages: header, routes, footer.

use leptos::prelude::*;
use leptos_router::{
    components::{Route, Router, Routes},
    hooks::{use_location, use_navigate},
    path,
};

use crate::{
    checkout::{Checkout, Review},
    pages::{Account, Basket, Confirmation, NotFound, Orders},
    shop::{Link, Opening, provide_shop, replace_entry, use_shop},
    widgets::{Footer, Header, Landing},
};

/// The whole shop.
#[component]
pub(crate) fn App() -> impl IntoView {
    let shop = provide_shop();
    provide_context(Landing::default());
    // Back from the confirmation, the browser may show the checkout as it was left.
    let page_shown = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            shop.refresh();
        }
    });
    on_cleanup(move || page_shown.remove());
    view! {
        <Router>
            <OpenCart/>
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
fn OpenCart() -> impl IntoView {
    let shop = use_shop();
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move |started: Option<()>| {
        let mut query = location.query.get();
        match Link::from_query(|name| query.remove(name)?.pop()) {
            Some(link) => {
                shop.open_link(link);
                let path = location.pathname.get_untracked();
                navigate(
                    &format!("{path}{}", query.to_query_string()),
                    replace_entry(),
                );
            }
            None if started.is_none() => shop.open(Opening::Resume),
            None => {}
        }
    });
}
