//! The address form.

use klarna_payments::{Address, Country};
use leptos::prelude::*;

use super::field::Field;
use crate::shop::use_shop;

/// The address form: its values, and the fields that Klarna objects to.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddressForm {
    /// The latest values.
    pub(super) address: RwSignal<Address>,
    /// What has to be looked at again.
    pub(super) invalid: RwSignal<Vec<Field>>,
}

impl AddressForm {
    /// A form with nothing in it.
    pub(super) fn new() -> Self {
        Self {
            address: RwSignal::default(),
            invalid: RwSignal::default(),
        }
    }

    /// Fills the form anew.
    pub(super) fn fill(self, address: Address) {
        self.address.set(address);
        self.invalid.update(Vec::clear);
    }

    /// Marks the fields that Klarna's paths name.
    pub(super) fn reject(self, paths: &[String]) {
        let fields = paths.iter().filter_map(|path| Field::from_path(path));
        self.invalid.set(fields.collect());
    }
}

fn input_id(field: Field) -> String {
    format!("address-{}", field.name())
}

/// The fields of an address in that market.
#[component]
pub(super) fn AddressFields(
    /// The values.
    form: AddressForm,
    /// Decides which fields there are and what they are called.
    #[prop(into)]
    market: Signal<Option<Country>>,
) -> impl IntoView {
    let fields = move || {
        market.get().map(|market| {
            let fields = Field::ALL.into_iter().filter_map(|field| {
                let label = field.label(market)?;
                let required = field.is_required(market);
                Some(view! { <TextField form field label required/> })
            });
            fields.collect_view()
        })
    };
    view! {
        <div class="fields">
            {fields}
            <p class="field field--fixed">
                <span class="field__label">"Country"</span>
                <span>{move || market.get().map(Country::name)}</span>
            </p>
        </div>
    }
}

#[component]
fn TextField(
    form: AddressForm,
    field: Field,
    label: &'static str,
    required: bool,
) -> impl IntoView {
    let shop = use_shop();
    let id = input_id(field);
    let problem_id = format!("{id}-problem");
    let rejected = Memo::new(move |_| form.invalid.with(|fields| fields.contains(&field)));
    let value = Memo::new(move |_| {
        form.address
            .with(|address| field.of(address).unwrap_or_default().to_owned())
    });
    let typed = move |event| {
        let text = event_target_value(&event);
        form.address.update(|address| field.set(address, &text));
        form.invalid
            .update(|fields| fields.retain(|other| *other != field));
    };
    view! {
        <p class=format!("field field--{}", field.name())>
            <label class="field__label" for=id.clone()>
                {label}
                {(!required).then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            <input
                id=id
                name=field.name()
                type=field.input_type()
                autocomplete=field.autocomplete()
                maxlength=field.max_length()
                required=required
                prop:value=value
                disabled=move || shop.is_locked()
                aria-invalid=move || rejected.get().then_some("true")
                aria-describedby=problem_id.clone()
                on:change=typed
            />
            <span class="field__problem" id=problem_id>
                {move || rejected.get().then_some("Klarna could not use this. Please check it.")}
            </span>
        </p>
    }
}
