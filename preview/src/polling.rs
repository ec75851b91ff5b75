//! Repeated requests, for data that changes while the shopper watches.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::api::ApiError;

/// The latest answer to a repeated request.
#[derive(Debug)]
pub(crate) struct Polled<T: Send + Sync + 'static> {
    latest: RwSignal<Option<Result<T, ApiError>>>,
    refresh: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Polled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Polled<T> {}

impl<T: Send + Sync + 'static> Polled<T> {
    /// Returns the latest answer; `None` before the first. The signal changes only with the answer.
    pub(crate) const fn latest(self) -> RwSignal<Option<Result<T, ApiError>>> {
        self.latest
    }

    /// Sends the request now, unless one is under way or the page was left.
    pub(crate) fn refresh(self) {
        self.refresh.try_run(());
    }
}

/// Sends a request now, and every `period` while the window is visible and `is_unfinished` returns
/// `true` for the latest answer. Ends with the owner that called it.
pub(crate) fn use_polled<T, F>(
    period: Duration,
    request: impl Fn() -> F + Send + Sync + 'static,
    is_unfinished: impl Fn(&T) -> bool + 'static,
) -> Polled<T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let latest = RwSignal::new(None::<Result<T, ApiError>>);
    let in_flight = StoredValue::new(false);
    let refresh = Callback::new(move |()| {
        if in_flight.get_value() {
            return;
        }
        in_flight.set_value(true);
        let answer = request();
        spawn_local(async move {
            let answer = answer.await;
            in_flight.try_set_value(false);
            if latest.try_with_untracked(|known| replaces(known.as_ref(), &answer)) == Some(true) {
                latest.try_set(Some(answer));
            }
        });
    });
    refresh.run(());
    let timer = set_interval_with_handle(
        move || {
            let is_due = latest.try_with_untracked(|known| match known {
                Some(Ok(answer)) => is_unfinished(answer),
                None | Some(Err(_)) => false,
            });
            if is_due == Some(true) && !document().hidden() {
                refresh.run(());
            }
        },
        period,
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    Polled { latest, refresh }
}

/// Returns `true` if an answer differs from the known one; an error does not replace data.
fn replaces<T: PartialEq>(
    known: Option<&Result<T, ApiError>>,
    answer: &Result<T, ApiError>,
) -> bool {
    match (known, answer) {
        (Some(Ok(_)), Err(_)) => false,
        (known, answer) => known != Some(answer),
    }
}
