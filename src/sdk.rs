//! The seam to Klarna's JavaScript SDK: the only place that knows it.
//!
//! [`PaymentsSdk`] is what the checkout needs of an SDK; [`KlarnaPayments`] is `Klarna.Payments`
//! version 1, loaded from Klarna, and [`ExpressButtons`] its express button. Another generation of the
//! SDK would be another implementation.

mod answer;
mod data;
mod events;
mod express;
mod klarna;
mod payments;
mod script;
mod slot;

use klarna_payments::ClientToken;
use web_sys::Element;

pub use data::{Buyer, CheckoutData};
pub(crate) use events::SdkEvents;
pub(crate) use express::ExpressButtons;
pub use express::{ButtonShape, ButtonTheme, ExpressLook, ExpressOptions};
pub(crate) use payments::KlarnaPayments;
pub use script::KLARNA_SCRIPT;
pub(crate) use script::Script;

use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkCall, WidgetName},
    js::Answer,
};

/// The methods of Klarna's SDK that a checkout needs.
///
/// The SDK is called before a method returns: it opens windows, and may only do so in the shopper's
/// click. The answer comes once, or never; how long to wait is for the checkout to say.
pub(crate) trait PaymentsSdk {
    /// Sees that the SDK is in the page: one script for all checkouts. `Err` says why it is not.
    fn prepare(&self) -> Answer<Result<(), Failure>>;

    /// `init` with the token, then `load` into the element, with the data that the page wants Klarna to
    /// have this early.
    fn load(
        &self,
        token: &ClientToken,
        widget: &WidgetName,
        container: &Element,
        data: &CheckoutData,
    ) -> Answer<LoadAnswer>;

    /// `authorize` with the shopper's data, if the SDK still holds the token of the last `load`;
    /// otherwise [`AuthorizeAnswer::SessionSuperseded`], and Klarna is not asked.
    fn authorize(
        &self,
        widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer>;

    /// `finalize` or `reauthorize`, after an `init` where the SDK does not hold the token: no widget
    /// is needed.
    fn confirm(
        &self,
        call: SdkCall,
        token: &ClientToken,
        widget: &WidgetName,
        data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer>;

    /// `loadPaymentReview` into the element. Nothing depends on it, so there is no answer.
    fn load_review(&self, token: &ClientToken, container: &Element);
}
