//! `Klarna.Payments.Buttons`: Klarna's own button, for a purchase without a checkout page.

use std::{cell::RefCell, future::ready, rc::Rc};

use js_sys::Function;
use klarna_payments::ClientToken;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::Closure};
use web_sys::Element;

use super::{
    CheckoutData, PaymentsSdk, Script,
    answer::{RawAnswer, button_answer},
    klarna,
    payments::authorized,
};
use crate::{
    checkout::{AuthorizeAnswer, Failure, LoadAnswer, SdkCall, SdkFault, WidgetName},
    early,
    js::{Answer, call_back, to_js},
};

/// The looks of the express button. Klarna chooses where a field is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpressLook {
    /// The button's colours.
    pub theme: Option<ButtonTheme>,
    /// The button's corners.
    pub shape: Option<ButtonShape>,
}

/// The express button's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// The one-time options of Klarna's express button.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpressOptions {
    /// The button's colours and corners.
    pub look: ExpressLook,
    /// `true` if Klarna asks the shopper for the shipping address.
    pub collect_shipping_address: bool,
}

/// The SDK's button in the place of its widget. The press on it is the press on pay.
pub(crate) struct ExpressButtons {
    script: Script,
    options: ExpressOptions,
    locale: String,
    /// The token of the last load.
    token: RefCell<Option<ClientToken>>,
    /// The function that asks Klarna, while a click runs: the button hands over one for each click.
    ask: Rc<RefCell<Option<Function>>>,
    clicked: Closure<dyn FnMut(Function)>,
}

impl ExpressButtons {
    /// The SDK of that script; `pressed` is called in the shopper's click.
    pub(crate) fn new(
        script: Script,
        options: ExpressOptions,
        locale: String,
        pressed: impl Fn() + 'static,
    ) -> Self {
        let ask = Rc::new(RefCell::new(None));
        let asked = Rc::clone(&ask);
        let clicked = Closure::new(move |authorize| {
            asked.replace(Some(authorize));
            pressed();
            asked.take();
        });
        Self {
            script,
            options,
            locale,
            token: RefCell::new(None),
            ask,
            clicked,
        }
    }
}

#[derive(Serialize)]
struct InitOptions<'a> {
    client_token: &'a ClientToken,
}

#[derive(Serialize)]
struct LoadOptions<'a> {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    container: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    on_click: JsValue,
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
    fn prepare(&self) -> Answer<Result<(), Failure>> {
        Box::pin(self.script.clone().prepare())
    }

    fn load(
        &self,
        token: &ClientToken,
        _widget: &WidgetName,
        container: &Element,
        _data: &CheckoutData,
    ) -> Answer<LoadAnswer> {
        let init = to_js(&InitOptions {
            client_token: token,
        });
        let options = to_js(&LoadOptions {
            container: container.into(),
            on_click: self.clicked.as_ref().clone(),
            theme: self.options.look.theme,
            shape: self.options.look.shape,
            locale: &self.locale,
        });
        let (Ok(init), Ok(options)) = (init, options) else {
            return Box::pin(ready(LoadAnswer::Fault(SdkFault::Unexpected)));
        };
        // The button of an earlier session.
        container.set_text_content(None);
        self.token.replace(Some(token.clone()));
        early::set_current(None);
        let answer = call_back(|callback| {
            klarna::init_buttons(&init)?;
            early::set_current(Some(token.expose()));
            klarna::load_button(&options, callback)
        });
        Box::pin(async move {
            let answer = answer.await;
            button_answer(answer.map(|it| RawAnswer::from_js(it).unwrap_or_default()))
        })
    }

    fn authorize(
        &self,
        _widget: &WidgetName,
        auto_finalize: bool,
        data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer> {
        let token = self.token.borrow();
        if !token.as_ref().is_some_and(|it| early::holds(it.expose())) {
            return Box::pin(ready(AuthorizeAnswer::SessionSuperseded));
        }
        let options = to_js(&AuthorizeOptions {
            auto_finalize,
            collect_shipping_address: self.options.collect_shipping_address,
        });
        let (Some(authorize), Ok(options), Ok(data)) =
            (self.ask.borrow().clone(), options, to_js(data))
        else {
            return Box::pin(ready(AuthorizeAnswer::Fault(SdkFault::Unexpected)));
        };
        let answer = call_back(|callback| {
            let called = authorize.call3(&JsValue::UNDEFINED, &options, &data, callback);
            called.map(drop)
        });
        Box::pin(async move { authorized(SdkCall::Authorize, answer.await) })
    }

    fn confirm(
        &self,
        _call: SdkCall,
        _token: &ClientToken,
        _widget: &WidgetName,
        _data: &CheckoutData,
    ) -> Answer<AuthorizeAnswer> {
        // The button's purchase is one page long.
        Box::pin(ready(AuthorizeAnswer::Fault(SdkFault::Unexpected)))
    }

    fn load_review(&self, _token: &ClientToken, _container: &Element) {}
}
