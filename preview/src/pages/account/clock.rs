//! The sandbox's clock, to see renewals without waiting for them.

use leptos::prelude::*;

use super::Subscriptions;
use crate::{
    api::{self, ApiError},
    widgets::ErrorNotice,
};

const DAY: u64 = 24 * 60 * 60;

/// A period to skip.
#[derive(Debug, Clone, Copy)]
struct Step {
    name: &'static str,
    words: &'static str,
    seconds: u64,
}

impl Step {
    const fn new(name: &'static str, words: &'static str, seconds: u64) -> Self {
        Self {
            name,
            words,
            seconds,
        }
    }
}

/// The month is the longest one, so that it always brings the next charge.
const STEPS: [Step; 3] = [
    Step::new("day", "a day", DAY),
    Step::new("week", "a week", 7 * DAY),
    Step::new("month", "a month", 31 * DAY),
];

/// The buttons that advance the sandbox's clock.
#[component]
pub(super) fn Clock(
    /// Refreshed once the clock is advanced.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let error = RwSignal::new(None::<ApiError>);
    let passed = RwSignal::new(None::<Step>);
    let advance = Action::new_local(move |step: &Step| {
        let step = *step;
        async move {
            match api::advance_clock(step.seconds).await {
                Ok(()) => {
                    passed.try_set(Some(step));
                }
                Err(it) => {
                    error.try_set(Some(it));
                }
            }
            subscriptions.refresh();
        }
    });
    let is_advancing = advance.pending();
    let press = move |step| {
        if !is_advancing.get_untracked() {
            error.set(None);
            passed.set(None);
            advance.dispatch_local(step);
        }
    };
    let buttons = STEPS.map(|step| {
        view! {
            <button
                type="button"
                class="button button--quiet"
                data-advance=step.name
                aria-disabled=move || is_advancing.get().to_string()
                on:click=move |_| press(step)
            >
                "Let " {step.words} " pass"
            </button>
        }
    });
    view! {
        <section class="clock" aria-labelledby="clock">
            <h2 class="clock__title" id="clock">"The sandbox's clock"</h2>
            <p class="small">
                "Renewals come due as time passes, and appear below. "
                <span role="status">
                    {move || passed.get().map(|step| format!("You let {} pass.", step.words))}
                </span>
            </p>
            <div class="actions">{buttons.to_vec()}</div>
            {move || error.get().map(|it| view! {
                <ErrorNotice error=it on_retry=move |()| error.set(None)/>
            })}
        </section>
    }
}
