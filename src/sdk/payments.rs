//! `Klarna.Payments`, version 1.

use std::time::Duration;

use klarna_payments::ClientToken;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{CheckoutData, LocalFuture, PaymentsSdk, decode, ffi};
use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkFault, WidgetName},
    fields::Fields,
};

/// Where Klarna serves its SDK. The same script serves playground and production: the client
/// token says which.
pub const KLARNA_SCRIPT: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";

/// `Klarna.Payments`, loaded by a script tag of ours, or already there.
#[derive(Debug, Clone)]
pub(crate) struct KlarnaPayments {
    script: String,
    nonce: Option<String>,
    timeout: Duration,
}

impl KlarnaPayments {
    /// The SDK served at `script`. `nonce` goes on the tag, for a content security policy that asks
    /// for one; `timeout` is how long the script may take.
    pub(crate) fn new(script: String, nonce: Option<String>, timeout: Duration) -> Self {
        Self {
            script,
            nonce,
            timeout,
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
    fn of(widget: &'a WidgetName) -> Self {
        Self {
            payment_method_category: widget.category.as_deref(),
            instance_id: (widget.instance > 0).then(|| format!("checkout-{}", widget.instance)),
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
        let options = to_object(&Options::of(widget));
        // The element itself, not a selector: any number of checkouts, with or without ids.
        let set = js_sys::Reflect::set(&options, &"container".into(), container);
        if set != Ok(true) {
            return Box::pin(async { LoadAnswer::Fault(SdkFault::Unexpected) });
        }
        let answer = call("load", &options, &JsValue::from(js_sys::Object::new()));
        Box::pin(async move { decode::load_answer(answer.await) })
    }

    fn authorize(&self, widget: &WidgetName, data: &CheckoutData) -> LocalFuture<AuthorizeAnswer> {
        let answer = call(
            "authorize",
            &to_object(&Options::of(widget)),
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
