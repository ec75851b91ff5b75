//! The second page of a checkout of two: the order again, and the button that places it.

use demo_shop_api::Country;
use klarna_payments::Address;
use leptos::prelude::*;
use leptos_klarna::CheckoutEvent;
use leptos_router::hooks::use_navigate;

use super::{klarna::KlarnaMethod, progress::Progress};
use crate::{
    shop::{confirmation_path, replace_entry, use_details, use_shop, use_steps},
    widgets::{CartLines, CartPage, Extras, Skeleton, Totals, WithArticles},
};

/// The review, where the shopper confirms the authorization of the page before.
#[component]
pub(crate) fn Review() -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <CartPage
            heading="Review your order"
            skeleton=Skeleton::Form
            above=|| view! { <Progress step=2/> }
            on_ordered=move |order: String| navigate(&confirmation_path(&order), replace_entry())
        >
            <WithArticles>
                <Contents/>
            </WithArticles>
        </CartPage>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let steps = use_steps();
    let navigate = use_navigate();
    // Once the shopper has confirmed here, or the authorization has ended, the component authorizes
    // again on this page.
    let authorizes_here = StoredValue::new(false);
    let on_event = Callback::new(move |event| match event {
        CheckoutEvent::Authorizing | CheckoutEvent::AuthorizationEnded => {
            authorizes_here.set_value(true);
        }
        // There is no authorization: the shopper gives it on the page before.
        CheckoutEvent::Ready | CheckoutEvent::NotOffered if !authorizes_here.get_value() => {
            navigate(&steps.link_untracked("/checkout"), replace_entry());
        }
        _ => {}
    });
    view! {
        <div class="columns">
            <section class="columns__main" aria-labelledby="articles">
                <h2 id="articles">"Your articles"</h2>
                <CartLines/>
                <Extras/>
            </section>
            <section class="columns__main" aria-labelledby="recipient">
                <div class="section-top">
                    <h2 id="recipient">"Goes to"</h2>
                    <a class="change" href=move || steps.link("/checkout")>
                        "Change address or payment"
                    </a>
                </div>
                <AddressText/>
            </section>
            <section class="columns__side card review" aria-labelledby="order">
                <h2 id="order">"Your order"</h2>
                <Totals/>
                <KlarnaMethod auto_finalize=false on_event/>
            </section>
        </div>
    }
}

#[component]
fn AddressText() -> impl IntoView {
    let shop = use_shop();
    let details = use_details();
    let country = move || shop.with_cart(|cart| cart.market).map(Country::name);
    let lines = move || {
        let lines = address_lines(&details.address(), shop.is_business());
        let lines = lines.into_iter().map(|line| view! { <span>{line}</span> });
        lines.collect_view()
    };
    view! {
        <address class="address">
            {lines}
            <span>{country}</span>
        </address>
    }
}

/// Returns the lines of an address on a parcel, with the company's name if the buyer is one.
fn address_lines(address: &Address, is_business: bool) -> Vec<String> {
    let join = |parts: &[&Option<String>]| {
        let parts: Vec<_> = parts.iter().filter_map(|part| part.as_deref()).collect();
        parts.join(" ")
    };
    let company = address.organization_name.clone().filter(|_| is_business);
    let lines = [
        company.unwrap_or_default(),
        join(&[&address.given_name, &address.family_name]),
        join(&[&address.street_address]),
        join(&[&address.street_address2]),
        join(&[&address.postal_code, &address.city]),
        join(&[&address.region]),
        join(&[&address.email]),
        join(&[&address.phone]),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
