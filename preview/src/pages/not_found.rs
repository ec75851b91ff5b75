//! The page for an unknown address.

use leptos::prelude::*;

use crate::widgets::Heading;

/// A page that leads back to the basket.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <div class="page page--narrow">
            <Heading text="This page does not exist"/>
            <p>"The link may be old, or mistyped."</p>
            <p><a class="button" href="/">"Go to the basket"</a></p>
        </div>
    }
}
