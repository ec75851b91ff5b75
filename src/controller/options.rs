//! The one-time options of a checkout.

use std::time::Duration;

use checkout_contract::Session;
use serde::Deserialize;

use crate::{
    checkout::{Layout, Limits},
    sdk::{KLARNA_SCRIPT, Script},
};

/// The one-time options of a checkout: read at its start. The default is what most pages want.
///
/// An option is declared here, and nowhere else. The props of [`KlarnaCheckout`](crate::KlarnaCheckout)
/// do not compile without it, and `<klarna-checkout>` reads the attribute of the same name: a test
/// compares the list with the element's attributes, its types and its documentation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct CheckoutOptions {
    /// The URL below which the merchant's server answers. `/klarna`.
    pub base: String,
    /// The URL of Klarna's script: [`KLARNA_SCRIPT`], or a sandbox's.
    pub script: String,
    /// The nonce for the script's tag, for a content security policy that asks for one.
    pub nonce: Option<String>,
    /// `true` if pay is the last button that the shopper presses. `false`: the shopper authorizes on this
    /// page ([`CheckoutEvent::Authorized`]) and confirms on another, with a checkout for the same cart
    /// that has `false` too. `true`.
    ///
    /// [`CheckoutEvent::Authorized`]: crate::CheckoutEvent::Authorized
    pub auto_finalize: bool,
    /// `true` if several payment method categories share one widget, instead of a choice with a widget
    /// for each. `false`.
    pub grouped: bool,
    /// The payment method that the widget preselects (`preferred_payment_method` of `load`): `invoice`,
    /// `direct_debit`, …. `None`: Klarna's choice.
    pub preferred_payment_method: Option<String>,
    /// `true` if Klarna is given the shopper's data with every `load` as well. Klarna asks for personal
    /// data not before `authorize`, for the sake of data protection; `true` is for those who have
    /// agreed otherwise with it. `false`.
    pub early_data: bool,
    /// The cart's session, where the page has it already: it stands for the answer to the first request
    /// for one.
    #[serde(skip)]
    pub session: Option<Session>,
    /// The time that Klarna's script may take. 10 s.
    #[serde(skip)]
    pub script_timeout: Duration,
    /// The time that the merchant's server may take for an answer. 20 s.
    #[serde(skip)]
    pub server_timeout: Duration,
    /// The time that everything else may take.
    #[serde(skip)]
    pub limits: Limits,
}

impl Default for CheckoutOptions {
    fn default() -> Self {
        Self {
            base: "/klarna".to_owned(),
            script: KLARNA_SCRIPT.to_owned(),
            nonce: None,
            auto_finalize: true,
            grouped: false,
            preferred_payment_method: None,
            early_data: false,
            session: None,
            script_timeout: Duration::from_secs(10),
            server_timeout: Duration::from_secs(20),
            limits: Limits::default(),
        }
    }
}

impl CheckoutOptions {
    pub(super) fn layout(&self) -> Layout {
        Layout {
            auto_finalize: self.auto_finalize,
            grouped: self.grouped,
        }
    }

    pub(super) fn script(&self) -> Script {
        Script {
            url: self.script.clone(),
            nonce: self.nonce.clone(),
            timeout: self.script_timeout,
        }
    }
}
