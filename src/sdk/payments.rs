//! `Klarna.Payments`, version 1.

use std::{cell::RefCell, future::ready};

use klarna_payments::ClientToken;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::{
    CheckoutData, PaymentsSdk, Script,
    answer::{RawAnswer, authorize_answer, load_answer},
    klarna,
    slot::Slot,
};
use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkCall, SdkFault, WidgetName},
    early,
    js::{Answer, call_back, to_js},
};

/// `Klarna.Payments`, loaded by a script tag of this library, or already there.
#[derive(Debug)]
pub(crate) struct KlarnaPayments {
    script: Script,
    /// The payment method that the widget preselects.
    preferred: Option<String>,
    slot: Slot,
    /// The token of the last load: the SDK has to hold it when it is asked to authorize.
    token: RefCell<Option<ClientToken>>,
}

impl KlarnaPayments {
    /// The SDK of that script. `preferred` is the `preferred_payment_method` of `load`.
    pub(crate) fn new(script: Script, preferred: Option<String>) -> Self {
        Self {
            script,
            preferred,
            slot: Slot::take(),
            token: RefCell::new(None),
        }
    }

    fn options<'a>(&'a self, widget: &'a WidgetName) -> Options<'a> {
        let first = self.slot.0 == 0 && widget.instance == 0;
        let options = Options::new(widget);
        Options {
            // The first on a page keeps the SDK's own name for it; several categories have none.
            instance_id: (!first || options.payment_method_categories.is_some())
                .then(|| format!("checkout-{}-{}", self.slot.0, widget.instance)),
            ..options
        }
    }
}

/// The first argument of the SDK's methods.
#[derive(Default, Serialize)]
struct Options<'a> {
    /// The element itself, not a selector, for any number of checkouts with or without ids.
    #[serde(
        skip_serializing_if = "JsValue::is_undefined",
        with = "serde_wasm_bindgen::preserve"
    )]
    container: JsValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_categories: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_payment_method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_finalize: Option<bool>,
}

impl<'a> Options<'a> {
    fn new(widget: &'a WidgetName) -> Self {
        match widget.categories.as_slice() {
            [only] => Self {
                payment_method_category: Some(only),
                ..Self::default()
            },
            several => Self {
                payment_method_categories: Some(several),
                ..Self::default()
            },
        }
    }
}

/// The outcome of `load` as `klarna-early.js` gives it.
#[derive(Deserialize)]
struct LoadOutcome {
    /// `true` if `init` did not take the token.
    #[serde(default)]
    refused: bool,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    result: JsValue,
}

impl PaymentsSdk for KlarnaPayments {
    fn prepare(&self) -> Answer<Result<(), Failure>> {
        Box::pin(self.script.clone().prepare())
    }

    fn load(
        &self,
        token: &ClientToken,
        widget: &WidgetName,
        container: &Element,
        data: &CheckoutData,
    ) -> Answer<LoadAnswer> {
        let options = to_js(&Options {
            container: container.into(),
            preferred_payment_method: self.preferred.as_deref(),
            ..self.options(widget)
        });
        let (Ok(options), Ok(data)) = (options, to_js(data)) else {
            return Box::pin(ready(LoadAnswer::Fault(SdkFault::Unexpected)));
        };
        self.token.replace(Some(token.clone()));
        let outcome = early::load(token.expose(), &options, &data);
        Box::pin(async move {
            let outcome = JsFuture::from(outcome).await.ok();
            match outcome.and_then(|it| serde_wasm_bindgen::from_value(it).ok()) {
                Some(LoadOutcome { refused: true, .. }) => {
                    LoadAnswer::Fault(SdkFault::InvalidToken)
                }
                Some(LoadOutcome { result, .. }) => load_answer(RawAnswer::from_js(result)),
                None => LoadAnswer::Fault(SdkFault::Unexpected),
            }
        })
    }

    fn authorize(
        &self,
        widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer> {
        let token = self.token.borrow();
        if !token.as_ref().is_some_and(|it| early::holds(it.expose())) {
            return Box::pin(ready(AuthorizeAnswer::SessionSuperseded));
        }
        let options = Options {
            // `true` is the SDK's own default.
            auto_finalize: (!auto_finalize).then_some(false),
            ..self.options(widget)
        };
        ask(SdkCall::Authorize, &options, data)
    }

    fn confirm(
        &self,
        call: SdkCall,
        token: &ClientToken,
        widget: &WidgetName,
        data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer> {
        if !started_with(token) {
            return Box::pin(ready(AuthorizeAnswer::Fault(SdkFault::InvalidToken)));
        }
        let options = match widget.categories.as_slice() {
            // No widget is shown, so there is none to name.
            [_] => Options::new(widget),
            _ => self.options(widget),
        };
        ask(call, &options, data)
    }

    fn load_review(&self, token: &ClientToken, container: &Element) {
        let options = to_js(&ReviewOptions {
            container: container.clone(),
        });
        if let (Ok(options), true) = (options, started_with(token)) {
            // Not every country has it, and nothing depends on it.
            drop(call_back(|done| {
                klarna::load_payment_review(&options, done)
            }));
        }
    }
}

#[derive(Serialize)]
struct ReviewOptions {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    container: Element,
}

/// Sees that the SDK has this token. Returns `true` if it took it.
fn started_with(token: &ClientToken) -> bool {
    early::holds(token.expose()) || early::init(token.expose())
}

/// Asks Klarna to agree, now.
fn ask(call: SdkCall, options: &Options<'_>, data: &CheckoutData) -> Answer<AuthorizeAnswer> {
    let method = match call {
        SdkCall::Authorize => klarna::authorize,
        SdkCall::Finalize => klarna::finalize,
        SdkCall::Reauthorize => klarna::reauthorize,
    };
    let (Ok(options), Ok(data)) = (to_js(options), to_js(data)) else {
        return Box::pin(ready(AuthorizeAnswer::Fault(SdkFault::Unexpected)));
    };
    let answer = call_back(|callback| method(&options, &data, callback));
    Box::pin(async move { authorized(call, answer.await) })
}

/// Returns the meaning of the SDK's answer to `authorize`, `finalize` or `reauthorize`.
pub(super) fn authorized(call: SdkCall, answer: Option<JsValue>) -> AuthorizeAnswer {
    let answer = answer.and_then(RawAnswer::from_js);
    authorize_answer(call, answer, fresh_key)
}

/// Returns an idempotency key that was never used before: 128 random bits. `None` in a browser without
/// a source of randomness.
fn fresh_key() -> Option<String> {
    let mut bytes = [0; 16];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_be_bytes(bytes)))
}
