//! The header and footer around every page.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::shop::{use_shop, use_steps};

/// The shop's name, the links to basket, account and orders, and the note about the sandbox.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let steps = use_steps();
    let link = move |path| move || steps.link(path);
    view! {
        <header>
            <Announcement/>
            <div class="site-header">
                <a class="brand" href=link("/")>
                    <svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                        <path d="M16 3v4M11 7h10l2 6H9zM9 13h14l-2 13H11zM13 26h6v3h-6z"/>
                        <path class="brand__flame" d="M16 16c2 2 2 5 0 7-2-2-2-5 0-7z"/>
                    </svg>
                    <span>"Lantern & Loom"</span>
                </a>
                <nav class="site-nav" aria-label="Shop">
                    <A href=link("/") exact=true>"Basket" <BasketCount/></A>
                    <A href=link("/account")>"Account"</A>
                    <A href=link("/orders")>"Orders"</A>
                </nav>
            </div>
        </header>
    }
}

/// A strip that is always there, so that nothing moves once the configuration is loaded.
#[component]
fn Announcement() -> impl IntoView {
    let shop = use_shop();
    let sandbox = Memo::new(move |_| {
        let config = shop.config()?.ok()?;
        config.sandbox.then(|| origin(&config.sdk_url))
    });
    let is_loading = move || shop.config().is_none();
    view! {
        <p class="announcement">
            {move || match sandbox.get() {
                Some(url) => view! {
                    <strong>"Sandbox: no money moves."</strong>
                    " "
                    {url.map(|url| view! { <a href=url rel="external">"Look inside"</a> })}
                }
                .into_any(),
                None if is_loading() => "\u{a0}".into_any(),
                None => "Free returns within 30 days".into_any(),
            }}
        </p>
    }
}

/// Returns the address of the sandbox's page: the root of its SDK's origin.
fn origin(url: &str) -> Option<String> {
    web_sys::Url::new(url).ok().map(|url| url.origin())
}

#[component]
fn BasketCount() -> impl IntoView {
    let shop = use_shop();
    let count = Memo::new(move |_| shop.article_count());
    let words = move || match count.get() {
        0 => "empty".to_owned(),
        1 => "1 article".to_owned(),
        n => format!("{n} articles"),
    };
    view! {
        <span class="badge" aria-hidden="true">{count}</span>
        <span class="visually-hidden">{words}</span>
    }
}

/// A note about the shop.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>"Lantern & Loom shows a checkout with Klarna. Nothing here is for sale."</p>
        </footer>
    }
}
