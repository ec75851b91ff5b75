//! The shopper's progress in a checkout of two pages.

use leptos::prelude::*;

const STEPS: [(usize, &str); 2] = [(1, "Address and payment"), (2, "Review and order")];

/// The two pages, with this one marked.
#[component]
pub(super) fn Progress(
    /// 1 or 2; one-time.
    step: usize,
) -> impl IntoView {
    let steps = STEPS.map(|(number, name)| {
        view! {
            <li class="progress__step" aria-current=(number == step).then_some("step")>
                <span class="progress__number" aria-hidden="true">{number}</span>
                {name}
            </li>
        }
    });
    view! { <ol class="progress" aria-label="Steps of the checkout">{steps.to_vec()}</ol> }
}
