//! What a checkout is told once.

use std::time::Duration;

use crate::{
    checkout::{Layout, Limits},
    sdk::{ExpressLook, KLARNA_SCRIPT},
};

/// What a checkout is told once, at its mount. The default is what most pages want.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where the merchant's server answers: `/klarna`.
    pub base: String,
    /// Where Klarna's script is: [`KLARNA_SCRIPT`], or a sandbox's.
    pub script: String,
    /// The nonce for the script's tag, for a content security policy that asks for one.
    pub nonce: Option<String>,
    /// How long the script may take. 10 s.
    pub script_timeout: Duration,
    /// How long the merchant's server may take for an answer. 20 s.
    pub server_timeout: Duration,
    /// How long everything else may take.
    pub limits: Limits,
    /// How the page is laid out: one page or several, one widget or a choice of several.
    pub layout: Layout,
    /// Whether Klarna is given the shopper's data with every `load` as well. Klarna asks for it not
    /// before `authorize`, for the sake of data protection.
    pub early_data: bool,
    /// What the widget preselects (`preferred_payment_method` of `load`): `invoice`, …. `None`:
    /// Klarna's choice.
    pub preferred_payment_method: Option<String>,
    /// A session that the page has already, as the contract's JSON: it stands for the answer to the
    /// first request for one.
    pub session: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base: "/klarna".to_owned(),
            script: KLARNA_SCRIPT.to_owned(),
            nonce: None,
            script_timeout: Duration::from_secs(10),
            server_timeout: Duration::from_secs(20),
            limits: Limits::default(),
            layout: Layout::default(),
            early_data: false,
            preferred_payment_method: None,
            session: None,
        }
    }
}

/// What Klarna's express button is told once.
#[derive(Debug, Clone, Default)]
pub struct ExpressSettings {
    /// Its colours and corners.
    pub look: ExpressLook,
    /// Whether Klarna asks the shopper where the goods go.
    pub collect_shipping_address: bool,
}
