//! No such page.

use leptos::prelude::*;

use crate::widgets::Heading;

/// Says that there is no such page, and where to go.
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
