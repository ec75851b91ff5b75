//! The form for the buyer and the delivery address.

use demo_shop_api::Country;
use leptos::prelude::*;

use super::field::Field;
use crate::shop::{use_details, use_shop};

/// The fields of an address in the cart's market, and of a company if the buyer is one.
///
/// Each input names its Klarna field in `data-klarna-field`: the component marks the fields that Klarna
/// rejects.
#[component]
pub(super) fn AddressFields() -> impl IntoView {
    let shop = use_shop();
    let market = Memo::new(move |_| shop.with_cart(|cart| cart.market));
    let draw = move |fields: &[Field]| {
        let market = market.get()?;
        let draw = |field: &Field| {
            let label = field.label(market)?;
            let required = field.is_required(market);
            Some(view! { <TextField field=*field label required/> })
        };
        Some(fields.iter().filter_map(draw).collect_view())
    };
    view! {
        <CompanySwitch/>
        <div class="fields">
            {move || shop.is_business().then(|| draw(&Field::COMPANY))}
            {move || draw(&Field::ADDRESS)}
            <p class="field field--fixed">
                <span class="field__label">"Country"</span>
                <span>{move || market.get().map(Country::name)}</span>
            </p>
        </div>
    }
}

#[component]
fn CompanySwitch() -> impl IntoView {
    let shop = use_shop();
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                id="business"
                name="business"
                prop:checked=move || shop.is_business()
                disabled=move || shop.is_locked()
                on:change=move |event| shop.set_business(event_target_checked(&event))
            />
            <span>"I am buying for a company"</span>
        </label>
    }
}

#[component]
fn TextField(field: Field, label: &'static str, required: bool) -> impl IntoView {
    let shop = use_shop();
    let details = use_details();
    let attributes = field.attributes();
    let id = format!("address-{}", attributes.name);
    let value = Memo::new(move |_| {
        details.with(|address, customer| field.value(address, customer).to_owned())
    });
    let change = move |event| {
        let text = event_target_value(&event);
        details.update(|address, customer| field.set_value(address, customer, &text));
    };
    // Outside of the label: the component reads the label when it names the field.
    let optional = (!required).then(|| view! { <span class="field__optional">"optional"</span> });
    let hint = (!required).then(|| format!("{id}-optional"));
    view! {
        <p class=format!("field field--{}", attributes.name)>
            <span class="field__top">
                <label class="field__label" for=id.clone()>{label}</label>
                {optional.map(|it| it.attr("id", hint.clone()))}
            </span>
            <input
                id=id
                name=attributes.name
                type=attributes.input_type
                autocomplete=attributes.autocomplete
                maxlength=attributes.max_length
                data-klarna-field=attributes.path()
                required=required
                prop:value=value
                disabled=move || shop.is_locked()
                aria-describedby=hint
                on:change=change
            />
        </p>
    }
}
