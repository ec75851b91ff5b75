//! Klarna's part of the checkout: the component, and what the page does about its events.

use leptos::prelude::*;

use super::address::AddressForm;

/// Whether the shopper can choose Klarna, as far as the page has to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It can be chosen.
    #[default]
    Open,
    /// Not for this cart.
    NotOffered,
    /// Klarna said no.
    Declined,
    /// It does not work right now; it may after another try.
    OutOfOrder,
}

/// The checkout component with the shop's cart, language and address.
#[component]
pub(crate) fn KlarnaMethod(
    /// The latest address.
    form: AddressForm,
    /// Set as Klarna answers.
    standing: RwSignal<Standing>,
) -> impl IntoView {
    let _ = (form, standing);
    view! { <div class="skeleton skeleton--widget"></div> }
}
