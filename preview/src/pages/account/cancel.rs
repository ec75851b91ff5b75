//! Cancelling a subscription, with a question first: it cannot be undone.

use leptos::{html, prelude::*, task::spawn_local};

use super::Subscriptions;
use crate::{
    api::{self, ApiError},
    widgets::focus,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The button that opens the question.
    Offer,
    /// The question.
    Question,
    /// The call, and the time until the list shows its result.
    Cancelling,
}

/// The button that cancels a subscription, and the question before it does.
#[component]
pub(super) fn Cancel(
    /// The subscription's id; one-time.
    id: String,
    /// The subscription's name; one-time.
    name: String,
    /// Refreshed after the call.
    subscriptions: Subscriptions,
    /// Set to the error of the call.
    error: RwSignal<Option<ApiError>>,
    /// Called once the subscription is cancelled.
    #[prop(into)]
    on_cancelled: Callback<()>,
) -> impl IntoView {
    let step = RwSignal::new(Step::Offer);
    let button = NodeRef::<html::Button>::new();
    let close = Callback::new(move |()| {
        step.try_set(Step::Offer);
        request_animation_frame(move || {
            if let Some(Some(button)) = button.try_get_untracked() {
                focus(&button);
            }
        });
    });
    let confirm = move |()| {
        if step.get_untracked() == Step::Cancelling {
            return;
        }
        step.set(Step::Cancelling);
        error.set(None);
        let id = id.clone();
        spawn_local(async move {
            match api::cancel(&id).await {
                // The buttons are hidden then, and the focus would be lost with them.
                Ok(_) => on_cancelled.try_run(()).unwrap_or_default(),
                Err(it) => {
                    error.try_set(Some(it));
                    close.try_run(());
                }
            }
            subscriptions.refresh();
        });
    };
    view! {
        <div class="cancel">
            <button
                type="button"
                class="button button--quiet cancel__ask"
                node_ref=button
                hidden=move || step.get() != Step::Offer
                on:click=move |_| step.set(Step::Question)
            >
                "Cancel subscription" <span class="visually-hidden">" " {name.clone()}</span>
            </button>
            <Question step name on_confirm=confirm on_close=close/>
        </div>
    }
}

#[component]
fn Question(
    step: RwSignal<Step>,
    name: String,
    #[prop(into)] on_confirm: Callback<()>,
    on_close: Callback<()>,
) -> impl IntoView {
    let question = NodeRef::<html::P>::new();
    // The focus would be lost with the button that was pressed.
    Effect::new(move || {
        if step.get() == Step::Question
            && let Some(question) = question.get()
        {
            focus(&question);
        }
    });
    let is_cancelling = move || step.get() == Step::Cancelling;
    view! {
        <div class="cancel__question" hidden=move || step.get() == Step::Offer>
            <p node_ref=question tabindex="-1">
                "Cancel " {name} "? Nothing more is charged or sent. This cannot be undone."
            </p>
            <div class="actions">
                <button
                    type="button"
                    class="button button--grave cancel__confirm"
                    aria-disabled=move || is_cancelling().to_string()
                    on:click=move |_| on_confirm.run(())
                >
                    {move || if is_cancelling() { "Cancelling…" } else { "Yes, cancel it" }}
                </button>
                <button
                    type="button"
                    class="button button--quiet cancel__keep"
                    on:click=move |_| on_close.run(())
                >
                    "Keep it"
                </button>
            </div>
        </div>
    }
}
