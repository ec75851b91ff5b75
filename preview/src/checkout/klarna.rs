//! Klarna's part of the checkout: the component, and what the page does about its events.

use leptos::prelude::*;
use leptos_klarna::{CheckoutData, CheckoutEvent, KlarnaCheckout, Outcome, PaymentMethodCategory};

use super::address::AddressForm;
use crate::{
    shop::{Shop, use_shop},
    widgets::TroubleNotice,
};

/// Whether the shopper can choose Klarna, as far as the page has to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Standing {
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
pub(super) fn KlarnaMethod(
    /// The latest address.
    form: AddressForm,
    /// Set as Klarna answers.
    standing: RwSignal<Standing>,
    /// Set to what Klarna wants its option called.
    label: RwSignal<Option<PaymentMethodCategory>>,
    /// Whether the address is complete; tells the shopper what is missing.
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let script = Memo::new(move |_| shop.config().map(|config| config.map(|it| it.sdk_url)));
    move || match script.get() {
        None => view! { <div class="skeleton skeleton--widget"></div> }.into_any(),
        Some(Ok(script)) => view! { <Widget script form standing label check_address/> }.into_any(),
        Some(Err(trouble)) => {
            view! { <TroubleNotice trouble on_retry=move |()| shop.load_config()/> }.into_any()
        }
    }
}

#[component]
fn Widget(
    script: String,
    form: AddressForm,
    standing: RwSignal<Standing>,
    label: RwSignal<Option<PaymentMethodCategory>>,
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let cart = Memo::new(move |_| shop.with_cart(|cart| cart.id.clone()).unwrap_or_default());
    let cart_version = Memo::new(move |_| shop.with_cart(|cart| cart.version));
    let data = Signal::derive(move || CheckoutData {
        billing_address: Some(form.address.get()),
        ..CheckoutData::default()
    });
    // Another cart is another purchase: what Klarna said about the last one is no more.
    Effect::new(move || {
        cart.track();
        standing.set(Standing::Open);
    });
    on_cleanup(move || shop.lock(false));
    let on_event = move |event: CheckoutEvent| {
        // What the shopper approves in Klarna's window must not change here meanwhile.
        shop.lock(matches!(
            event,
            CheckoutEvent::Authorizing | CheckoutEvent::Approved | CheckoutEvent::Checking
        ));
        match event {
            CheckoutEvent::Offered(methods) => {
                label.set(<[_; 1]>::try_from(methods).ok().map(|[only]| only));
            }
            CheckoutEvent::Ready => {
                standing.set(Standing::Open);
                // The widget shows the server's cart: so shall the page.
                shop.refresh();
            }
            CheckoutEvent::NotOffered => standing.set(Standing::NotOffered),
            CheckoutEvent::Declined => standing.set(Standing::Declined),
            CheckoutEvent::Failed(_) => standing.set(Standing::OutOfOrder),
            CheckoutEvent::InvalidFields(paths) => form.reject(&paths),
            CheckoutEvent::Placed(outcome)
            | CheckoutEvent::Pending(outcome)
            | CheckoutEvent::Stored(outcome) => leave(shop, outcome),
            _ => {}
        }
    };
    view! {
        <KlarnaCheckout
            cart
            locale=Signal::derive(move || shop.locale())
            cart_version
            cart_saving=Signal::derive(move || shop.is_busy())
            data
            script
            validate=check_address
            on_event=Callback::new(on_event)
        />
    }
}

/// Goes on to the confirmation: through Klarna where it wants that, straight there otherwise.
fn leave(shop: Shop, outcome: Outcome) {
    let redirected = outcome
        .redirect_url
        .and_then(|url| window().location().assign(&url).ok())
        .is_some();
    if !redirected {
        shop.mark_ordered(outcome.order_id.unwrap_or_default());
    }
}
