//! Ending a subscription: asked twice, because it cannot be undone.

use leptos::{html, prelude::*, task::spawn_local};

use super::Subscriptions;
use crate::api::{self, Trouble};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Offered,
    Asked,
    Ending,
}

/// The button that ends a subscription, and the question before it does.
#[component]
pub(super) fn Cancel(
    /// Which one; one-time.
    id: String,
    /// What it is called; one-time.
    name: String,
    /// Asked again once it has ended.
    subscriptions: Subscriptions,
    /// Set to what went wrong.
    trouble: RwSignal<Option<Trouble>>,
    /// It has ended.
    #[prop(into)]
    on_ended: Callback<()>,
) -> impl IntoView {
    let step = RwSignal::new(Step::Offered);
    let first = NodeRef::<html::Button>::new();
    let question = NodeRef::<html::P>::new();
    let back = move || {
        step.try_set(Step::Offered);
        request_animation_frame(move || {
            if let Some(Some(button)) = first.try_get_untracked() {
                // Refused only for an element that cannot take the focus.
                let _ = button.focus();
            }
        });
    };
    // The focus would be lost with the button that was pressed.
    Effect::new(move || {
        if step.get() == Step::Asked
            && let Some(question) = question.get()
        {
            let _ = question.focus();
        }
    });
    let end = move |_| {
        if step.get_untracked() == Step::Ending {
            return;
        }
        step.set(Step::Ending);
        trouble.set(None);
        let id = id.clone();
        spawn_local(async move {
            match api::cancel(&id).await {
                // Its buttons go, and the focus would go with them.
                Ok(_) => on_ended.try_run(()).unwrap_or_default(),
                Err(it) => {
                    trouble.try_set(Some(it));
                    back();
                }
            }
            subscriptions.ask();
        });
    };
    let asked = move || step.get() != Step::Offered;
    view! {
        <div class="cancel">
            <button
                type="button"
                class="button button--quiet cancel__ask"
                node_ref=first
                hidden=asked
                on:click=move |_| step.set(Step::Asked)
            >
                "Cancel subscription" <span class="visually-hidden">" " {name.clone()}</span>
            </button>
            <div class="cancel__question" hidden=move || !asked()>
                <p node_ref=question tabindex="-1">
                    "Cancel " {name} "? Nothing more is charged or sent. This cannot be undone."
                </p>
                <div class="actions">
                    <button
                        type="button"
                        class="button button--grave cancel__confirm"
                        aria-disabled=move || (step.get() == Step::Ending).to_string()
                        on:click=end
                    >
                        {move || match step.get() {
                            Step::Ending => "Cancelling…",
                            _ => "Yes, cancel it",
                        }}
                    </button>
                    <button
                        type="button"
                        class="button button--quiet cancel__keep"
                        on:click=move |_| back()
                    >
                        "Keep it"
                    </button>
                </div>
            </div>
        </div>
    }
}
