//! `Klarna.Payments`, version 1.

use std::{cell::RefCell, time::Duration};

use klarna_payments::ClientToken;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{CheckoutData, PaymentsSdk, decode, ffi, slot::Slot};
use crate::{
    checkout::{AuthorizeAnswer, Failure, FieldPath, LoadAnswer, SdkCall, SdkFault, WidgetName},
    fields::Fields,
    mount::Settings,
    wait::{Answered, when},
    write::to_object,
};

/// Where Klarna serves its SDK. The same script serves playground and production: the client
/// token says which.
pub const KLARNA_SCRIPT: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";

/// Klarna's script: where it is, and how long it may take.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// Its URL.
    url: String,
    /// For the tag, where a content security policy asks for one.
    nonce: Option<String>,
    /// How long it may take.
    timeout: Duration,
}

impl Script {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            url: settings.script.clone(),
            nonce: settings.nonce.clone(),
            timeout: settings.script_timeout,
        }
    }

    /// Sees that it is in the page.
    pub(super) fn prepare(&self, answered: Answered<Result<(), Failure>>) {
        let timeout_ms = self.timeout.as_secs_f64() * 1000.0;
        let script = ffi::prepare(&self.url, self.nonce.as_deref(), timeout_ms);
        when(&script, |outcome| {
            answered(match outcome.as_string().as_deref() {
                Some("ready") => Ok(()),
                Some("script-blocked") => Err(Failure::ScriptBlocked),
                Some("script-timeout") => Err(Failure::ScriptTimeout),
                _ => Err(Failure::SdkMissing),
            });
        });
    }
}

/// `Klarna.Payments`, loaded by a script tag of ours, or already there.
#[derive(Debug)]
pub(crate) struct KlarnaPayments {
    script: Script,
    /// What the widget preselects.
    preferred: Option<String>,
    slot: Slot,
    /// The token of the last load: what the SDK has to hold when it is asked to authorize.
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
        let options = Options::of(widget);
        Options {
            // The first on a page keeps the SDK's own name for it; several categories have none.
            instance_id: (!first || options.payment_method_categories.is_some()).then(|| {
                let numbers = [u32::from(self.slot.0), widget.instance];
                let [slot, instance] = numbers.map(|n| n.to_string());
                ["checkout-", &slot, "-", &instance].concat()
            }),
            ..options
        }
    }
}

/// The first argument of the SDK's methods.
#[derive(Default, Serialize)]
struct Options<'a> {
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
    fn of(widget: &'a WidgetName) -> Self {
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

impl PaymentsSdk for KlarnaPayments {
    fn prepare(&self, answered: Answered<Result<(), Failure>>) {
        self.script.prepare(answered);
    }

    fn load(
        &self,
        token: &ClientToken,
        widget: &WidgetName,
        container: &web_sys::Element,
        data: &CheckoutData,
        answered: Answered<LoadAnswer>,
    ) {
        let options = to_object(&Options {
            preferred_payment_method: self.preferred.as_deref(),
            ..self.options(widget)
        });
        if !put_into(&options, container) {
            return answered(LoadAnswer::Fault(SdkFault::Unexpected));
        }
        self.token.replace(Some(token.clone()));
        let answer = ffi::load(token.expose(), &options, &to_object(data));
        when(&answer, |envelope| {
            let refused = Fields::of(envelope.clone()).and_then(|it| it.flag("refused"));
            answered(match refused {
                Some(true) => LoadAnswer::Fault(SdkFault::InvalidToken),
                _ => decode::load_answer(answer_in(envelope)),
            });
        });
    }

    fn authorize(
        &self,
        widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    ) {
        let token = self.token.borrow();
        if !token
            .as_ref()
            .is_some_and(|token| ffi::holds(token.expose()))
        {
            return answered(AuthorizeAnswer::Taken);
        }
        let options = Options {
            // `true` is the SDK's own default.
            auto_finalize: (!auto_finalize).then_some(false),
            ..self.options(widget)
        };
        let answer = ffi::call("authorize", &to_object(&options), &to_object(data));
        authorized(SdkCall::Authorize, &answer, answered);
    }

    fn confirm(
        &self,
        asked: SdkCall,
        token: &ClientToken,
        widget: &WidgetName,
        data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    ) {
        if !starts(token) {
            return answered(AuthorizeAnswer::Fault(SdkFault::InvalidToken));
        }
        let method = match asked {
            SdkCall::Authorize => "authorize",
            SdkCall::Finalize => "finalize",
            SdkCall::Reauthorize => "reauthorize",
        };
        let options = match widget.categories.as_slice() {
            // No widget is shown, so there is none to name.
            [_] => Options::of(widget),
            _ => self.options(widget),
        };
        let answer = ffi::call(method, &to_object(&options), &to_object(data));
        authorized(asked, &answer, answered);
    }

    fn load_review(&self, token: &ClientToken, container: &web_sys::Element) {
        if !starts(token) {
            return;
        }
        let options = js_sys::Object::new();
        if put_into(&options, container) {
            ffi::review(&options);
        }
    }
}

/// Sees that the SDK has this token. Gives back whether it took it.
fn starts(token: &ClientToken) -> bool {
    ffi::holds(token.expose()) || ffi::init(token.expose())
}

/// Names the container in a call's options: the element itself, not a selector, for any number of
/// checkouts with or without ids. Gives back whether that worked.
pub(super) fn put_into(options: &JsValue, container: &web_sys::Element) -> bool {
    js_sys::Reflect::set(options, &"container".into(), container) == Ok(true)
}

/// Hands over what the SDK's answer means.
pub(super) fn authorized(
    call: SdkCall,
    answer: &js_sys::Promise,
    answered: Answered<AuthorizeAnswer>,
) {
    when(answer, move |envelope| {
        let answer = answer_in(envelope);
        answered(decode::authorize_answer(call, answer, || {
            ffi::fresh_key().into()
        }));
    });
}

/// Reads what the JavaScript side gives. `None` is an answer that threw or that nobody can read.
pub(super) fn answer_in(envelope: JsValue) -> Option<decode::RawAnswer> {
    let result = Fields::of(envelope)?.object("result")?;
    let error = result.object("error");
    let has_error = error.is_some();
    let invalid_fields = error
        .and_then(|error| error.list("invalid_fields"))
        .map(|fields| {
            fields
                .iter()
                .filter_map(|field| Some(FieldPath::parse(&field.as_string()?)))
                .collect()
        });
    Some(decode::RawAnswer {
        approved: result.flag("approved"),
        show_form: result.flag("show_form"),
        authorization_token: result.text("authorization_token"),
        invalid_fields: invalid_fields.unwrap_or_default(),
        finalize_required: result.flag("finalize_required"),
        has_error,
    })
}
