//! Prints the page as a server sends it.

use std::io::{Write as _, stdout};

use any_spawner::Executor;
use axum::{body::to_bytes, extract::Request};
use leptos::prelude::*;
use page_bench_hydrated::App;

/// Lets the bench mount the checkout anew.
const PAGE: &str = r#"
window.bench = {
  unmount() { window.dispatchEvent(new CustomEvent("bench-unmount")); },
  mount() { window.dispatchEvent(new CustomEvent("bench-mount")); },
};
"#;

/// Fetches the wasm when the page has loaded, with Klarna's script and mostly the widget; after 3 s in any
/// case.
const HYDRATE: &str = r#"
await new Promise((resolve) => {
  addEventListener("load", resolve);
  setTimeout(resolve, 3000);
});
const wasm = fetch("page_bg.wasm");
const { default: init, hydrate } = await import("./page.js");
await init({ module_or_path: wasm });
hydrate();
"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Executor::init_tokio()?;
    let render = leptos_axum::render_app_to_stream(document);
    let page = render(Request::default()).await;
    let html = to_bytes(page.into_body(), usize::MAX).await?;
    Ok(stdout().write_all(&html)?)
}

/// The document around the page.
fn document() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="data:,"/>
                <title>"Leptos, rendered by a server"</title>
                // Before the stylesheet: a script behind it waits for it.
                <script>{PAGE}</script>
                <script async src="{{sdk}}/sandbox/bench/api.js"></script>
                <script type="module">{HYDRATE}</script>
                <link rel="stylesheet" href="klarna-checkout.css"/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
