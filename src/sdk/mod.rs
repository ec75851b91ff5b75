//! The seam to Klarna's JavaScript SDK: the only place that knows it.
//!
//! [`PaymentsSdk`] is what the checkout needs of an SDK; [`KlarnaPayments`] is `Klarna.Payments`
//! version 1, loaded from Klarna. Another generation of the SDK would be a second implementation.

mod data;
mod decode;
mod express;
mod ffi;
mod listen;
mod payments;
mod policy;
mod slot;

use klarna_payments::ClientToken;

pub use data::{Buyer, CheckoutData};
pub(crate) use express::ExpressButtons;
pub use express::{ButtonShape, ButtonTheme, ExpressLook};
pub(crate) use listen::{Listening, listen};
pub use payments::KLARNA_SCRIPT;
pub(crate) use payments::{KlarnaPayments, Script};
pub(crate) use policy::{PolicyWatch, watch_policy};

use crate::checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkCall, WidgetName};
use crate::wait::Answered;

/// What a checkout needs of Klarna's SDK. Each call gives exactly one answer, or none for ever.
pub(crate) trait PaymentsSdk {
    /// Sees that the SDK is in the page: one script for all that ask. `Err` says why it is not.
    fn prepare(&self, answered: Answered<Result<(), Failure>>);

    /// `init` with the token, then `load` into the element, with what the page wants Klarna to know
    /// this early.
    fn load(
        &self,
        token: &ClientToken,
        widget: &WidgetName,
        container: &web_sys::Element,
        data: &CheckoutData,
        answered: Answered<LoadAnswer>,
    );

    /// `authorize` with the shopper's data, if the SDK still holds the token of the last `load`;
    /// otherwise [`AuthorizeAnswer::Taken`], and Klarna is not asked. The SDK is called before this
    /// returns: it opens a window, and may only do so in the shopper's click.
    fn authorize(
        &self,
        widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    );

    /// `finalize` or `reauthorize`, after an `init` where the SDK does not hold the token: no widget
    /// is needed. The SDK is called before this returns.
    fn confirm(
        &self,
        call: SdkCall,
        token: &ClientToken,
        widget: &WidgetName,
        data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    );

    /// `loadPaymentReview` into the element. What comes of it is for the shopper to see.
    fn load_review(&self, token: &ClientToken, container: &web_sys::Element);
}
