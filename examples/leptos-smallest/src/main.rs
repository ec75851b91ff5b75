//! The smallest page with the checkout component.

use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, KlarnaCheckout};

fn main() {
    mount_to_body(|| {
        let on_event = move |event| {
            if let CheckoutEvent::Placed(outcome) = event {
                leptos::logging::log!("order {:?}", outcome.order_id);
            }
        };
        view! { <KlarnaCheckout cart="my-cart" locale="en-GB" on_event=on_event/> }
    });
}
