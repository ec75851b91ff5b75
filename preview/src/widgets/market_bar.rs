//! The choice of market and language.

use demo_shop_api::Country;
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
    let current = Memo::new(move |_| shop.market());
    let mut countries = Country::ALL;
    countries.sort_by_key(|country| country.name());
    let options = countries.map(|country| {
        view! {
            <option value=country.code() prop:selected=move || current.get() == Some(country)>
                {format!("{} ({})", country.name(), country.currency())}
            </option>
        }
    });
    let choose = move |event| {
        if let Ok(market) = event_target_value(&event).parse() {
            shop.move_to(market);
        }
    };
    view! {
        <label class="select select--country">
            <span>"Deliver to"</span>
            <select
                name="market"
                disabled=move || current.get().is_none() || shop.is_locked()
                on:change=choose
            >
                // Shown until the market is known; it cannot be chosen.
                <option value="" disabled hidden prop:selected=move || current.get().is_none()>
                    "…"
                </option>
                {options.to_vec()}
            </select>
        </label>
    }
}

/// The languages of the market; hidden where there is only one.
#[component]
fn LanguageSelect() -> impl IntoView {
    let shop = use_shop();
    let locales = Memo::new(move |_| {
        let locales = shop.with_cart(|cart| cart.market.locales());
        locales.unwrap_or_default()
    });
    let options = move || {
        let option = |locale: &&'static str| {
            let locale = *locale;
            view! {
                <option value=locale prop:selected=move || shop.locale() == locale>
                    {market::language_name(locale)}
                </option>
            }
        };
        locales.get().iter().map(option).collect_view()
    };
    view! {
        <label class="select select--language" hidden=move || locales.get().len() < 2>
            <span>"Language"</span>
            <select
                name="locale"
                disabled=move || shop.is_locked()
                on:change=move |event| shop.set_locale(event_target_value(&event))
            >
                {options}
            </select>
        </label>
    }
}
