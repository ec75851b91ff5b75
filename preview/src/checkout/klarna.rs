//! Klarna's part of the checkout: the component, and what the page does about its events.

use leptos::{logging::error, prelude::*};
use leptos_klarna::{Buyer, CheckoutData, CheckoutEvent, KlarnaCheckout, PaymentMethodCategory};

use super::{
    leave::use_leave,
    script::{WithScript, nonce},
};
use crate::shop::{Details, Shop, use_shop};

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
    /// The shopper's details.
    details: Details,
    /// Set as Klarna answers.
    #[prop(optional)]
    standing: RwSignal<Standing>,
    /// Set to what Klarna wants its option called.
    #[prop(optional)]
    label: RwSignal<Option<PaymentMethodCategory>>,
    /// Whether the order is placed here, or on the next page; one-time.
    auto_finalize: bool,
    /// Whether the address is complete; tells the shopper what is missing.
    #[prop(optional)]
    check_address: Option<Callback<(), bool>>,
    /// Called for each event, after it was dealt with here.
    #[prop(optional)]
    on_event: Option<Callback<CheckoutEvent>>,
) -> impl IntoView {
    let shop = use_shop();
    // Another cart is another purchase: what Klarna said about the last one is no more.
    let cart = shop.cart_id();
    Effect::new(move || {
        cart.track();
        standing.set(Standing::Open);
    });
    let follow = use_follow();
    let on_event = Callback::new(move |event: CheckoutEvent| {
        match &event {
            CheckoutEvent::Offered(methods) => {
                label.set(
                    <&[_; 1]>::try_from(&**methods)
                        .ok()
                        .map(|[only]| only.clone()),
                );
            }
            CheckoutEvent::Ready => standing.set(Standing::Open),
            CheckoutEvent::NotOffered => standing.set(Standing::NotOffered),
            CheckoutEvent::Declined => standing.set(Standing::Declined),
            CheckoutEvent::Failed(_) => standing.set(Standing::OutOfOrder),
            _ => {}
        }
        follow.run(event.clone());
        if let Some(on_event) = on_event {
            on_event.run(event);
        }
    });
    let draw = move |script| {
        view! {
            <KlarnaCheckout
                cart
                locale=Signal::derive(move || shop.locale())
                cart_version=shop.cart_version()
                cart_saving=Signal::derive(move || shop.is_busy())
                data=data(shop, details)
                script
                nonce=nonce()
                auto_finalize
                validate=check_address.unwrap_or_else(|| Callback::new(|()| true))
                on_event
            />
        }
    };
    let meanwhile = || view! { <div class="skeleton skeleton--widget"></div> };
    view! { <WithScript draw meanwhile/> }
}

/// What the shop tells Klarna of the shopper.
pub(super) fn data(shop: Shop, details: Details) -> Signal<CheckoutData> {
    Signal::derive(move || CheckoutData {
        buyer: if shop.buys_for_company() {
            Buyer::Business
        } else {
            Buyer::Person
        },
        billing_address: Some(details.address()),
        customer: Some(details.customer()),
        ..CheckoutData::default()
    })
}

/// What any page does about the events of a purchase: it keeps still while Klarna is asked, and goes
/// on to the confirmation.
pub(super) fn use_follow() -> Callback<CheckoutEvent> {
    let shop = use_shop();
    let leave = use_leave();
    on_cleanup(move || shop.lock(false));
    Callback::new(move |event| {
        match event {
            // Of the widget's looks, not of the purchase.
            CheckoutEvent::HeightChanged(_)
            | CheckoutEvent::OverlayShown
            | CheckoutEvent::OverlayHidden => return,
            // The shopper reads of the failure that comes of it; this is for whoever runs the shop.
            CheckoutEvent::BlockedByPolicy { directive, blocked } => {
                return error!("The content security policy lacks {blocked} in {directive}.");
            }
            // What the shopper approves in Klarna's window must not change here meanwhile.
            CheckoutEvent::Authorizing | CheckoutEvent::Approved | CheckoutEvent::Checking => {
                return shop.lock(true);
            }
            // The widget shows the server's cart: so shall the page. Klarna may be out of order because
            // the cart is ordered already: the merchant may hear of an approval from Klarna first.
            CheckoutEvent::Ready | CheckoutEvent::Failed(_) => shop.refresh(),
            CheckoutEvent::PlacedNotStored(outcome) => {
                Shop::remember_not_stored(outcome.order_id.as_deref().unwrap_or_default());
                leave.run(outcome);
            }
            CheckoutEvent::Placed(outcome)
            | CheckoutEvent::Pending(outcome)
            | CheckoutEvent::Stored(outcome) => leave.run(outcome),
            _ => {}
        }
        shop.lock(false);
    })
}
