//! The smallest page with the checkout component. `bench-mount` and `bench-unmount` put it there and
//! take it away.

use leptos::{ev::Custom, prelude::*};
use leptos_klarna::KlarnaCheckout;

fn main() {
    // Where the stand-in is, only the served page knows.
    let script = document()
        .query_selector("[data-sdk]")
        .ok()
        .flatten()
        .and_then(|it| it.get_attribute("data-sdk"))
        .unwrap_or_default();
    let shown = RwSignal::new(true);
    for (name, to) in [("bench-mount", true), ("bench-unmount", false)] {
        let _ = window_event_listener(Custom::<leptos::ev::CustomEvent>::new(name), move |_| {
            shown.set(to);
        });
    }
    mount_to_body(move || {
        view! {
            <main>
                <Show when=move || shown.get()>
                    <KlarnaCheckout cart="bench" locale="en-GB" script=script.clone()/>
                </Show>
            </main>
            <p>"What comes below the checkout."</p>
        }
    });
}
