//! Errors in the shopper's words, with a button to try again.

use leptos::prelude::*;

use crate::{api::ApiError, shop::use_shop};

/// An error, and a button to try again.
#[component]
pub(crate) fn ErrorNotice(
    /// The error; one-time.
    error: ApiError,
    /// Called when the shopper presses "Try again".
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="notice notice--problem" role="alert">
            <p>{text(error)}</p>
            <button type="button" class="button button--quiet" on:click=move |_| on_retry.run(())>
                "Try again"
            </button>
        </div>
    }
}

/// The error of the shop's last action, while it lasts.
#[component]
pub(crate) fn ShopErrorNotice() -> impl IntoView {
    let shop = use_shop();
    move || {
        let error = shop.error();
        error.map(|error| view! { <ErrorNotice error on_retry=move |()| shop.retry()/> })
    }
}

const fn text(error: ApiError) -> &'static str {
    match error {
        ApiError::Unreachable => {
            "The shop does not answer right now. Please check your connection and try again."
        }
        ApiError::Unauthorized => "This is for the merchant alone.",
        ApiError::NotChargeable => {
            "This subscription cannot be charged right now. It is charged once a day at most: try \
             again tomorrow."
        }
        ApiError::NotFound => "We could not find that.",
        ApiError::Refused => "That did not work. Please look at your basket and try again.",
        ApiError::Broken => "Something went wrong on our side. Nothing was changed.",
    }
}
