//! The checkout component in the shop's pages, and the handling of its events.

use leptos::{logging::error, prelude::*};
use leptos_klarna::{Buyer, CheckoutData, CheckoutEvent, KlarnaCheckout, PaymentMethodCategory};

use super::{
    finish::use_finish,
    script::{WithScript, nonce},
};
use crate::shop::{Shop, use_details, use_shop};

/// Klarna's availability for the cart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Availability {
    /// The shopper can choose Klarna.
    #[default]
    Available,
    /// Klarna is not offered for this cart.
    NotOffered,
    /// Klarna has declined the purchase.
    Declined,
    /// The checkout has failed; another try may work.
    Failed,
}

impl Availability {
    /// Returns `true` if the shopper cannot choose Klarna.
    pub(super) const fn is_ruled_out(self) -> bool {
        matches!(self, Self::NotOffered | Self::Declined)
    }

    /// Returns the note beside Klarna's name.
    pub(super) const fn note(self) -> Option<&'static str> {
        match self {
            Self::Available => None,
            Self::NotOffered => Some("Not available for this basket"),
            Self::Declined => Some("Not available for this purchase"),
            Self::Failed => Some("Not working right now"),
        }
    }
}

/// The checkout component with the shop's cart, locale and address.
#[component]
pub(super) fn KlarnaMethod(
    /// Set as Klarna answers.
    #[prop(optional)]
    availability: RwSignal<Availability>,
    /// Set to the payment method category, if Klarna offers exactly one.
    #[prop(optional)]
    category: RwSignal<Option<PaymentMethodCategory>>,
    /// `true` if the order is placed on this page, `false` if on the next; one-time.
    auto_finalize: bool,
    /// Returns `true` if the address is complete; shows the shopper the missing fields.
    #[prop(optional)]
    check_address: Option<Callback<(), bool>>,
    /// Called for each event, after it was handled here.
    #[prop(optional)]
    on_event: Option<Callback<CheckoutEvent>>,
) -> impl IntoView {
    let shop = use_shop();
    let data = use_checkout_data();
    // Another cart is another purchase: the last one's availability does not hold for it.
    let cart = shop.cart_id();
    Effect::new(move || {
        cart.track();
        availability.set(Availability::Available);
    });
    let purchase = use_purchase();
    let on_event = Callback::new(move |event: CheckoutEvent| {
        match &event {
            CheckoutEvent::Offered(categories) => category.set(match categories.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            }),
            CheckoutEvent::Ready => availability.set(Availability::Available),
            CheckoutEvent::NotOffered => availability.set(Availability::NotOffered),
            CheckoutEvent::Declined => availability.set(Availability::Declined),
            CheckoutEvent::Failed(_) => availability.set(Availability::Failed),
            _ => {}
        }
        purchase.run(event.clone());
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
                data
                script
                nonce=nonce()
                auto_finalize
                validate=check_address.unwrap_or_else(|| Callback::new(|()| true))
                on_event
            />
        }
    };
    let fallback = || view! { <div class="skeleton skeleton--widget"></div> };
    view! { <WithScript draw fallback/> }
}

/// Returns the shopper's data for Klarna.
pub(super) fn use_checkout_data() -> Signal<CheckoutData> {
    let shop = use_shop();
    let details = use_details();
    Signal::derive(move || CheckoutData {
        buyer: if shop.is_business() {
            Buyer::Business
        } else {
            Buyer::Person
        },
        billing_address: Some(details.address()),
        customer: Some(details.customer()),
        ..CheckoutData::default()
    })
}

/// Returns a handler for the events of a purchase: it locks the cart while it is being paid, and goes on
/// to the confirmation.
pub(super) fn use_purchase() -> Callback<CheckoutEvent> {
    let shop = use_shop();
    let finish = use_finish();
    on_cleanup(move || shop.set_paying(false));
    Callback::new(move |event| {
        match event {
            // These concern the widget's looks, not the purchase.
            CheckoutEvent::HeightChanged(_)
            | CheckoutEvent::OverlayShown
            | CheckoutEvent::OverlayHidden => return,
            // For the shop's operator; the shopper sees the failure that follows.
            CheckoutEvent::BlockedByPolicy { directive, blocked } => {
                return error!("The content security policy lacks {blocked} in {directive}.");
            }
            // The cart must not change while the shopper approves it in Klarna's window.
            CheckoutEvent::Authorizing | CheckoutEvent::Approved | CheckoutEvent::Checking => {
                return shop.set_paying(true);
            }
            // The widget shows the server's cart, and so has the page. A failure may mean that the cart
            // is ordered already: Klarna may report an approval to the server before the page does.
            CheckoutEvent::Ready | CheckoutEvent::Failed(_) => shop.refresh(),
            CheckoutEvent::PlacedNotStored(outcome) => {
                Shop::set_not_stored(outcome.order_id.as_deref().unwrap_or_default());
                finish.run(outcome);
            }
            CheckoutEvent::Placed(outcome)
            | CheckoutEvent::Pending(outcome)
            | CheckoutEvent::Stored(outcome) => finish.run(outcome),
            _ => {}
        }
        shop.set_paying(false);
    })
}
