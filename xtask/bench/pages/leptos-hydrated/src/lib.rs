//! The smallest page with the component that a server renders and the browser hydrates. `bench-mount` and
//! `bench-unmount` put the checkout there and take it away.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into what it makes"
)]

use leptos::{ev::Custom, prelude::*};
use leptos_klarna::{KlarnaCheckout, KlarnaEarlyStart};

/// The page's body.
#[component]
pub fn App() -> impl IntoView {
    let script = script();
    let early = script.clone();
    let shown = RwSignal::new(true);
    Effect::new(move || {
        for (name, to) in [("bench-mount", true), ("bench-unmount", false)] {
            let event = Custom::<leptos::ev::CustomEvent>::new(name);
            let _ = window_event_listener(event, move |_| shown.set(to));
        }
    });
    view! {
        <h1>"Checkout"</h1>
        <main>
            <Show when=move || shown.get()>
                <KlarnaCheckout cart="bench" locale="en-GB" script=script.clone()/>
            </Show>
            <KlarnaEarlyStart cart="bench" locale="en-GB" script=early/>
        </main>
        <p>"What comes below the checkout."</p>
    }
}

/// The URL of the stand-in SDK. The server that serves the page fills it in.
#[cfg(feature = "ssr")]
fn script() -> String {
    "{{sdk}}/sandbox/bench/api.js".to_owned()
}

/// The URL of the stand-in SDK, as it stands in the page.
#[cfg(not(feature = "ssr"))]
fn script() -> String {
    let tag = document().query_selector("script[src]").ok().flatten();
    tag.and_then(|tag| tag.get_attribute("src"))
        .unwrap_or_default()
}

/// Runs in the browser once the wasm is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
