//! The second page of a checkout of two: the order once more, and the button that places it.

use klarna_payments::{Address, Country};
use leptos::prelude::*;
use leptos_klarna::CheckoutEvent;
use leptos_router::hooks::use_navigate;

use super::{
    klarna::KlarnaMethod,
    leave::{confirmation, replace},
    progress::Progress,
};
use crate::{
    shop::{Details, use_shop, use_steps},
    widgets::{CartLines, CartPage, Extras, Skeleton, Totals, WithArticles},
};

/// The review: what was authorized on the page before is confirmed here.
#[component]
pub(crate) fn Review() -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <CartPage
            heading="Review your order"
            skeleton=Skeleton::Form
            above=|| view! { <Progress step=2/> }
            on_ordered=move |order: String| navigate(&confirmation(&order), replace())
        >
            <WithArticles>
                <Contents/>
            </WithArticles>
        </CartPage>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let shop = use_shop();
    let steps = use_steps();
    let navigate = use_navigate();
    // Provided by the app around every page.
    let details = use_context::<Details>().unwrap_or_else(|| Details::new(shop));
    // Once the shopper has confirmed here, or where what was authorized has ended, the component says
    // so and asks again on this page.
    let stays = StoredValue::new(false);
    let on_event = Callback::new(move |event| match event {
        CheckoutEvent::Authorizing | CheckoutEvent::AuthorizationEnded => stays.set_value(true),
        // Nothing is authorized: the page before asks for it.
        CheckoutEvent::Ready | CheckoutEvent::NotOffered if !stays.get_value() => {
            navigate(&steps.link_untracked("/checkout"), replace());
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
                <AddressText details/>
            </section>
            <section class="columns__side card review" aria-labelledby="order">
                <h2 id="order">"Your order"</h2>
                <Totals/>
                <KlarnaMethod details auto_finalize=false on_event/>
            </section>
        </div>
    }
}

#[component]
fn AddressText(details: Details) -> impl IntoView {
    let shop = use_shop();
    let country = move || shop.with_cart(|cart| cart.market).map(Country::name);
    let lines = move || {
        let lines = address_lines(&details.address(), shop.buys_for_company());
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

/// An address as it stands on a parcel. The name of a company only where one buys.
fn address_lines(address: &Address, business: bool) -> Vec<String> {
    let join = |parts: &[&Option<String>]| {
        let parts: Vec<_> = parts.iter().filter_map(|part| part.as_deref()).collect();
        parts.join(" ")
    };
    let company = address.organization_name.clone().filter(|_| business);
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
