//! `Klarna.Payments`, version 1.

use std::{cell::RefCell, time::Duration};

use klarna_payments::ClientToken;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{CheckoutData, LocalFuture, PaymentsSdk, decode, ffi, slot::Slot};
use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkFault, WidgetName},
    fields::Fields,
};

/// Where Klarna serves its SDK. The same script serves playground and production: the client
/// token says which.
pub const KLARNA_SCRIPT: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";

/// `Klarna.Payments`, loaded by a script tag of ours, or already there.
#[derive(Debug)]
pub(crate) struct KlarnaPayments {
    script: String,
    nonce: Option<String>,
    timeout: Duration,
    slot: Slot,
    /// The token of the last load: what the SDK has to hold when it is asked to authorize.
    token: RefCell<Option<ClientToken>>,
}

impl KlarnaPayments {
    /// The SDK served at `script`. `nonce` goes on the tag, for a content security policy that asks
    /// for one; `timeout` is how long the script may take.
    pub(crate) fn new(script: String, nonce: Option<String>, timeout: Duration) -> Self {
        Self {
            script,
            nonce,
            timeout,
            slot: Slot::take(),
            token: RefCell::new(None),
        }
    }
}

/// The first argument of `load` and `authorize`.
#[derive(Serialize)]
struct Options<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
}

impl<'a> Options<'a> {
    fn of(widget: &'a WidgetName, slot: &Slot) -> Self {
        let first = slot.0 == 0 && widget.instance == 0;
        Self {
            payment_method_category: widget.category.as_deref(),
            // The first on a page keeps the SDK's own name for it.
            instance_id: (!first).then(|| {
                let [slot, instance] = [u32::from(slot.0), widget.instance].map(|n| n.to_string());
                ["checkout-", &slot, "-", &instance].concat()
            }),
        }
    }
}

impl PaymentsSdk for KlarnaPayments {
    fn prepare(&self) -> LocalFuture<Result<(), Failure>> {
        let timeout_ms = self.timeout.as_secs_f64() * 1000.0;
        let script = ffi::prepare(&self.script, self.nonce.as_deref(), timeout_ms);
        Box::pin(async move {
            let outcome = JsFuture::from(script)
                .await
                .ok()
                .and_then(|it| it.as_string());
            match outcome.as_deref() {
                Some("ready") => Ok(()),
                Some("script-blocked") => Err(Failure::ScriptBlocked),
                Some("script-timeout") => Err(Failure::ScriptTimeout),
                _ => Err(Failure::SdkMissing),
            }
        })
    }

    fn load(
        &self,
        token: &ClientToken,
        widget: &WidgetName,
        container: &web_sys::Element,
    ) -> LocalFuture<LoadAnswer> {
        if !ffi::init(token.expose()) {
            return Box::pin(async { LoadAnswer::Fault(SdkFault::InvalidToken) });
        }
        self.token.replace(Some(token.clone()));
        let options = to_object(&Options::of(widget, &self.slot));
        // The element itself, not a selector: any number of checkouts, with or without ids.
        let set = js_sys::Reflect::set(&options, &"container".into(), container);
        if set != Ok(true) {
            return Box::pin(async { LoadAnswer::Fault(SdkFault::Unexpected) });
        }
        let answer = call("load", &options, &JsValue::from(js_sys::Object::new()));
        Box::pin(async move { decode::load_answer(answer.await) })
    }

    fn authorize(&self, widget: &WidgetName, data: &CheckoutData) -> LocalFuture<AuthorizeAnswer> {
        let token = self.token.borrow();
        if !token
            .as_ref()
            .is_some_and(|token| ffi::holds(token.expose()))
        {
            return Box::pin(async { AuthorizeAnswer::Taken });
        }
        let answer = call(
            "authorize",
            &to_object(&Options::of(widget, &self.slot)),
            &to_object(data),
        );
        Box::pin(async move { decode::authorize_answer(answer.await, || ffi::fresh_key().into()) })
    }
}

/// Calls the SDK, now. `None` is an answer that threw or that nobody can read.
fn call(method: &str, options: &JsValue, data: &JsValue) -> LocalFuture<Option<decode::RawAnswer>> {
    let answer = ffi::call(method, options, data);
    Box::pin(async move {
        let envelope = Fields::of(JsFuture::from(answer).await.ok()?)?;
        let result = envelope.object("result")?;
        let invalid_fields = result
            .object("error")
            .and_then(|error| error.list("invalid_fields"))
            .map(|fields| {
                fields
                    .iter()
                    .filter_map(|field| field.as_string())
                    .collect()
            });
        Some(decode::RawAnswer {
            approved: result.flag("approved"),
            show_form: result.flag("show_form"),
            authorization_token: result.text("authorization_token"),
            invalid_fields: invalid_fields.unwrap_or_default(),
        })
    })
}

/// A plain object: the SDK knows no `Map`. Options that are `None` are left out.
fn to_object(value: &impl Serialize) -> JsValue {
    let serializer = Serializer::new().serialize_maps_as_objects(true);
    value
        .serialize(&serializer)
        .unwrap_or_else(|_| js_sys::Object::new().unchecked_into())
}
