//! Asking the server again and again, for what changes while somebody watches.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::api::Trouble;

/// The latest answer to a question that is asked every so often.
#[derive(Debug)]
pub(crate) struct Polled<T: Send + Sync + 'static> {
    latest: RwSignal<Option<Result<T, Trouble>>>,
    ask: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Polled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Polled<T> {}

impl<T: Send + Sync + 'static> Polled<T> {
    /// The latest answer; `None` before the first. Changes only when the answer does.
    pub(crate) const fn latest(self) -> RwSignal<Option<Result<T, Trouble>>> {
        self.latest
    }

    /// Asks now, unless it is being asked.
    pub(crate) fn ask(self) {
        self.ask.run(());
    }
}

/// Asks now, and again every so often while the window is in sight and `again` says so of the latest
/// answer. Ends with the owner that called it.
pub(crate) fn use_polled<T, F>(
    every: Duration,
    question: impl Fn() -> F + Send + Sync + 'static,
    again: impl Fn(&T) -> bool + 'static,
) -> Polled<T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, Trouble>> + 'static,
{
    let latest = RwSignal::new(None::<Result<T, Trouble>>);
    let asking = StoredValue::new(false);
    let ask = Callback::new(move |()| {
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        let answer = question();
        spawn_local(async move {
            let answer = answer.await;
            asking.try_set_value(false);
            // What is known is not taken away by a question that got no answer.
            let is_news = latest.try_with_untracked(|known| match (known, &answer) {
                (Some(Ok(_)), Err(_)) => false,
                (known, answer) => known.as_ref() != Some(answer),
            });
            if is_news == Some(true) {
                latest.try_set(Some(answer));
            }
        });
    });
    ask.run(());
    let timer = set_interval_with_handle(
        move || {
            let wanted = latest.try_with_untracked(|known| match known {
                Some(Ok(answer)) => again(answer),
                _ => false,
            });
            if wanted == Some(true) && !document().hidden() {
                ask.run(());
            }
        },
        every,
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    Polled { latest, ask }
}
