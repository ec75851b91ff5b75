//! The server: one program for the pages, their wasm, and the calls that the checkout makes.

mod shop;

use std::env;

use anyhow::Context;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use example_leptos_ssr::App;
use leptos::{config::get_configuration, nonce::use_nonce, prelude::*};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, render_app_to_stream_with_context,
    site_pkg_dir_service, site_pkg_dir_service_route_path,
};
use tokio::net::TcpListener;

use self::shop::Shop;

/// Where the shopper's browser keeps which cart is theirs.
const CART: &str = "cart";

#[derive(Clone)]
struct Site {
    options: LeptosOptions,
    shop: Shop,
    /// Where Klarna is, for the pages' content security policy.
    klarna: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let options = get_configuration(Some(manifest))?.leptos_options;
    let klarna =
        env::var("KLARNA_SANDBOX_URL").unwrap_or_else(|_| "http://127.0.0.1:8090".to_owned());
    let listener = TcpListener::bind(options.site_addr)
        .await
        .with_context(|| format!("cannot listen on {}", options.site_addr))?;
    let url = format!("http://{}", listener.local_addr()?);

    let config = klarna_merchant::Config::sandbox(&klarna);
    // The merchant's background work, which settles what a call has left, comes with its router.
    let (merchant, worker) = klarna_merchant::router(&config, &url)?;
    let site = Site {
        options: options.clone(),
        shop: Shop::new(merchant.clone(), config.sdk_url),
        klarna,
    };
    let page = get(move |jar, request| page(site.clone(), jar, request));
    let app = Router::new()
        .leptos_routes_with_handler(generate_route_list(App), page)
        .route_service(
            &site_pkg_dir_service_route_path(&options),
            site_pkg_dir_service(&options),
        )
        .with_state(options)
        // `/klarna/...`, what the checkout asks.
        .fallback_service(merchant);
    println!("listening on {url}");
    axum::serve(listener, app)
        .with_graceful_shutdown(async { tokio::signal::ctrl_c().await.unwrap_or_default() })
        .await?;
    worker.stop().await?;
    Ok(())
}

/// Renders a page for the shopper whose cart the cookie names; a new one gets a cart.
///
/// What the page needs is known before it is rendered: on the checkout Klarna's session, too.
async fn page(site: Site, jar: CookieJar, request: Request) -> Response {
    let known = jar.get(CART).map(Cookie::value);
    let mut visitor = site.shop.visitor(request.headers());
    let Ok(visit) = visitor.visit(known).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let session = match request.uri().path() {
        "/checkout" => visitor.session(&visit.cart).await,
        _ => None,
    };
    let cookie = Cookie::build((CART, visit.cart.clone()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    let about_the_shopper = move || {
        provide_context(visit.clone());
        if let Some(session) = &session {
            provide_context(session.clone());
        }
        restrict(&site.klarna);
    };
    let render =
        render_app_to_stream_with_context(about_the_shopper, move || shell(site.options.clone()));
    // It is of this moment and for one reader.
    let not_kept = [(header::CACHE_CONTROL, "no-store")];
    let page = render(request).await;
    (visitor.cookie(), jar.add(cookie), not_kept, page).into_response()
}

/// Lets the page load its own files, run the scripts that the server wrote into it, and talk to
/// Klarna, which writes `<style>`s of its own: nothing else.
fn restrict(klarna: &str) {
    let nonce = use_nonce().map(|it| it.to_string()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; \
         script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval' {klarna}; \
         connect-src 'self' {klarna}; frame-src {klarna}; img-src 'self' {klarna}; \
         style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        let response = expect_context::<ResponseOptions>();
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The document around the pages.
fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en-GB">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>"A shop with Klarna"</title>
                <link rel="stylesheet" href="/pkg/klarna-checkout.css"/>
                <HydrationScripts options/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
