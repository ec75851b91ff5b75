//! The form: who buys, and where it goes.

use klarna_payments::Country;
use leptos::prelude::*;

use super::field::Field;
use crate::shop::{Details, use_shop};

/// The fields of an address in that market, and of a company where one buys.
///
/// Each input says with `data-klarna-field` which of Klarna's fields it is for: the component marks
/// those that Klarna objects to.
#[component]
pub(super) fn AddressFields(
    /// The values.
    details: Details,
    /// Decides which fields there are and what they are called.
    #[prop(into)]
    market: Signal<Option<Country>>,
) -> impl IntoView {
    let shop = use_shop();
    let of = move |fields: &[Field]| {
        let market = market.get()?;
        let draw = |field: &Field| {
            let label = field.label(market)?;
            let required = field.is_required(market);
            Some(view! { <TextField details field=*field label required/> })
        };
        Some(fields.iter().filter_map(draw).collect_view())
    };
    view! {
        <CompanySwitch/>
        <div class="fields">
            {move || shop.buys_for_company().then(|| of(&Field::OF_COMPANY))}
            {move || of(&Field::OF_ADDRESS)}
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
                prop:checked=move || shop.buys_for_company()
                disabled=move || shop.is_locked()
                on:change=move |event| shop.set_business(event_target_checked(&event))
            />
            <span>"I am buying for a company"</span>
        </label>
    }
}

#[component]
fn TextField(details: Details, field: Field, label: &'static str, required: bool) -> impl IntoView {
    let shop = use_shop();
    let id = format!("address-{}", field.name());
    let value = Memo::new(move |_| details.with(|a, c| field.of(a, c).to_owned()));
    let typed = move |event| {
        let text = event_target_value(&event);
        details.update(|address, customer| field.set(address, customer, &text));
    };
    // Outside of the label: the component reads the label out where it names the field.
    let optional = (!required).then(|| view! { <span class="field__optional">"optional"</span> });
    let hint = (!required).then(|| format!("{id}-optional"));
    view! {
        <p class=format!("field field--{}", field.name())>
            <span class="field__top">
                <label class="field__label" for=id.clone()>{label}</label>
                {optional.map(|it| it.attr("id", hint.clone()))}
            </span>
            <input
                id=id
                name=field.name()
                type=field.input_type()
                autocomplete=field.autocomplete()
                maxlength=field.max_length()
                data-klarna-field=field.path()
                required=required
                prop:value=value
                disabled=move || shop.is_locked()
                aria-describedby=hint
                on:change=typed
            />
        </p>
    }
}
