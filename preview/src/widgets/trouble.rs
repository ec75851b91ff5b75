//! What went wrong, in words a shopper understands, with a way out.

use leptos::prelude::*;

use crate::{api::Trouble, shop::use_shop};

/// Says what went wrong and offers to try again.
#[component]
pub(crate) fn TroubleNotice(
    /// What went wrong; one-time.
    trouble: Trouble,
    /// The shopper pressed "Try again".
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="notice notice--problem" role="alert">
            <p>{words(trouble)}</p>
            <button type="button" class="button button--quiet" on:click=move |_| on_retry.run(())>
                "Try again"
            </button>
        </div>
    }
}

/// What went wrong with the cart, while it lasts.
#[component]
pub(crate) fn ShopProblem() -> impl IntoView {
    let shop = use_shop();
    move || {
        shop.problem().map(|problem| {
            view! { <TroubleNotice trouble=problem.trouble on_retry=move |()| shop.retry()/> }
        })
    }
}

const fn words(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => {
            "The shop does not answer right now. Please check your connection and try again."
        }
        Trouble::Unauthorized => "This is for the merchant alone.",
        Trouble::NotChargeable => {
            "This subscription cannot be charged right now. It is charged once a day at most: try \
             again tomorrow."
        }
        Trouble::NotFound => "We could not find that.",
        Trouble::Refused => "That did not work. Please look at your basket and try again.",
        Trouble::Broken => "Something went wrong on our side. Nothing was changed.",
    }
}
