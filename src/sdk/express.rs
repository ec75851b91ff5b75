//! `Klarna.Payments.Buttons`: Klarna's own button, for a purchase without a checkout page.

use std::cell::RefCell;

use klarna_payments::ClientToken;
use serde::Serialize;
use wasm_bindgen::{JsCast, prelude::Closure};

use super::{
    CheckoutData, PaymentsSdk, Script, decode, ffi,
    payments::{answer_in, authorized, put_into},
};
use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkCall, SdkFault, WidgetName},
    mount::ExpressSettings,
    wait::{Answered, when},
    write::to_object,
};

/// How the express button looks. What is left out is Klarna's choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpressLook {
    /// Its colours.
    pub theme: Option<ButtonTheme>,
    /// Its corners.
    pub shape: Option<ButtonShape>,
}

/// The express button's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ButtonTheme {
    /// Klarna's.
    Default,
    /// For a light page.
    Light,
    /// For a dark page.
    Dark,
}

/// The express button's corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ButtonShape {
    /// Klarna's.
    Default,
    /// Square.
    Rect,
    /// Round.
    Pill,
}

/// The SDK's button in the place of its widget. The press on it is the press on pay.
pub(crate) struct ExpressButtons {
    script: Script,
    settings: ExpressSettings,
    locale: String,
    pressed: Closure<dyn FnMut()>,
    button: RefCell<Option<(ClientToken, ffi::ExpressButton)>>,
}

impl ExpressButtons {
    /// The SDK of that script; `pressed` is called in the shopper's click.
    pub(crate) fn new(
        script: Script,
        settings: ExpressSettings,
        locale: String,
        pressed: impl Fn() + 'static,
    ) -> Self {
        Self {
            script,
            settings,
            locale,
            pressed: Closure::new(pressed),
            button: RefCell::new(None),
        }
    }
}

#[derive(Serialize)]
struct LoadOptions<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<ButtonTheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<ButtonShape>,
    locale: &'a str,
}

#[derive(Serialize)]
struct AuthorizeOptions {
    auto_finalize: bool,
    collect_shipping_address: bool,
}

impl PaymentsSdk for ExpressButtons {
    fn prepare(&self, answered: Answered<Result<(), Failure>>) {
        self.script.prepare(answered);
    }

    fn load(
        &self,
        token: &ClientToken,
        _widget: &WidgetName,
        container: &web_sys::Element,
        _data: &CheckoutData,
        answered: Answered<LoadAnswer>,
    ) {
        let options = to_object(&LoadOptions {
            theme: self.settings.look.theme,
            shape: self.settings.look.shape,
            locale: &self.locale,
        });
        if !put_into(&options, container) {
            return answered(LoadAnswer::Fault(SdkFault::Unexpected));
        }
        // The button of an earlier session.
        container.set_text_content(None);
        let pressed = self.pressed.as_ref().unchecked_ref();
        let button = ffi::ExpressButton::new(token.expose(), &options, pressed);
        let loaded = button.loaded();
        self.button.replace(Some((token.clone(), button)));
        when(&loaded, |envelope| {
            answered(decode::button_answer(answer_in(envelope)));
        });
    }

    fn authorize(
        &self,
        _widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    ) {
        let button = self.button.borrow();
        let Some((token, button)) = button.as_ref() else {
            return answered(AuthorizeAnswer::Taken);
        };
        if !ffi::holds(token.expose()) {
            return answered(AuthorizeAnswer::Taken);
        }
        let options = to_object(&AuthorizeOptions {
            auto_finalize,
            collect_shipping_address: self.settings.collect_shipping_address,
        });
        let answer = button.authorize(&options, &to_object(data));
        authorized(SdkCall::Authorize, &answer, answered);
    }

    fn confirm(
        &self,
        _call: SdkCall,
        _token: &ClientToken,
        _widget: &WidgetName,
        _data: &CheckoutData,
        answered: Answered<AuthorizeAnswer>,
    ) {
        // The button's purchase is one page long.
        answered(AuthorizeAnswer::Fault(SdkFault::Unexpected));
    }

    fn load_review(&self, _token: &ClientToken, _container: &web_sys::Element) {}
}
