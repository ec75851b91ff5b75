//! The sandbox's clock: to see renewals without waiting for them.

use leptos::{prelude::*, task::spawn_local};

use super::Subscriptions;
use crate::{
    api::{self, Trouble},
    widgets::TroubleNotice,
};

const DAY: u64 = 24 * 60 * 60;

/// As long as the longest month, so that a month always brings the next charge.
const STEPS: [(&str, &str, u64); 3] = [
    ("day", "a day", DAY),
    ("week", "a week", 7 * DAY),
    ("month", "a month", 31 * DAY),
];

/// Lets time pass. Only in front of the sandbox.
#[component]
pub(super) fn Clock(
    /// Asked again once time has passed.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let moving = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let passed = RwSignal::new(None::<&'static str>);
    let advance = move |words, seconds| {
        if moving.get_untracked() {
            return;
        }
        moving.set(true);
        trouble.set(None);
        passed.set(None);
        spawn_local(async move {
            let answer = api::advance_clock(seconds).await;
            moving.try_set(false);
            match answer {
                Ok(()) => passed.try_set(Some(words)),
                Err(it) => trouble.try_set(Some(it)).map(|_| None),
            };
            subscriptions.ask();
        });
    };
    let buttons = STEPS.map(|(name, words, seconds)| {
        view! {
            <button
                type="button"
                class="button button--quiet"
                data-advance=name
                aria-disabled=move || moving.get().to_string()
                on:click=move |_| advance(words, seconds)
            >
                "Let " {words} " pass"
            </button>
        }
    });
    view! {
        <section class="clock" aria-labelledby="clock">
            <h2 class="clock__title" id="clock">"The sandbox's clock"</h2>
            <p class="small">
                "Renewals come due as time passes, and appear below. "
                <span role="status">
                    {move || passed.get().map(|words| format!("You let {words} pass."))}
                </span>
            </p>
            <div class="actions">{buttons.to_vec()}</div>
            {move || trouble.get().map(|it| view! {
                <TroubleNotice trouble=it on_retry=move |()| trouble.set(None)/>
            })}
        </section>
    }
}
