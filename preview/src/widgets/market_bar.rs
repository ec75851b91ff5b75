//! Where to deliver, and in which language.

use klarna_payments::Country;
use leptos::prelude::*;

use crate::{market, shop::use_shop};

/// The choice of country, and of language where the country has several.
#[component]
pub(crate) fn MarketBar() -> impl IntoView {
    let shop = use_shop();
    view! {
        <div class="market-bar" role="group" aria-label="Country and language">
            <CountrySelect/>
            <LanguageSelect/>
            <p class="visually-hidden" role="status">
                {move || shop.is_opening().then_some("Loading the basket")}
            </p>
        </div>
    }
}

#[component]
fn CountrySelect() -> impl IntoView {
    let shop = use_shop();
    let current = Memo::new(move |_| shop.with_cart(|cart| cart.market));
    let mut countries = Country::ALL;
    countries.sort_by_key(|country| country.name());
    let options = countries.map(|country| {
        view! {
            <option value=country.code() selected=move || current.get() == Some(country)>
                {format!("{} ({})", country.name(), country.currency())}
            </option>
        }
    });
    let choose = move |event| {
        if let Ok(market) = event_target_value(&event).parse() {
            shop.move_to(market);
        }
    };
    // Follows the cart: when the move does not work, the old country is shown again.
    let value = move || {
        let _ = (shop.is_opening(), shop.problem());
        current.get().map(Country::code)
    };
    view! {
        <label class="select">
            <span>"Deliver to"</span>
            <select
                name="market"
                prop:value=value
                disabled=move || current.get().is_none() || shop.is_opening()
                on:change=choose
            >
                {current.get_untracked().is_none().then(|| view! { <option value="">"…"</option> })}
                {options.to_vec()}
            </select>
        </label>
    }
}

#[component]
fn LanguageSelect() -> impl IntoView {
    let shop = use_shop();
    let locales = Memo::new(move |_| shop.with_cart(|cart| cart.market.locales()));
    let options = move || {
        let locales = locales.get().unwrap_or_default();
        let option = |locale: &&'static str| {
            let locale = *locale;
            view! {
                <option value=locale selected=move || shop.locale() == locale>
                    {market::language_name(locale)}
                </option>
            }
        };
        locales.iter().map(option).collect_view()
    };
    let single = move || locales.get().is_none_or(|locales| locales.len() < 2);
    view! {
        <label class="select" hidden=single>
            <span>"Language"</span>
            <select
                name="locale"
                prop:value=move || shop.locale()
                on:change=move |event| shop.set_locale(event_target_value(&event))
            >
                {options}
            </select>
        </label>
    }
}
