//! The contract over `fetch`, with the browser's own JSON, which costs the bundle nothing.

use std::{cell::RefCell, rc::Rc, time::Duration};

use checkout_contract::{Approval as ApprovalBody, Code, NewSession};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::{Merchant, read};
use crate::{
    checkout::{Approval, PlaceAnswer, ServerFault, SessionAnswer, StatusAnswer},
    fields::Fields,
    wait::{Answered, when},
    write::to_json,
};

#[wasm_bindgen(module = "/src/merchant/merchant.js")]
extern "C" {
    fn ask(
        method: &str,
        url: &str,
        body: Option<&str>,
        key: Option<&str>,
        timeout_ms: f64,
    ) -> Promise;

    /// Keeps a session's JSON as the answer to that request.
    #[wasm_bindgen(js_name = handOver)]
    fn hand_over(url: &str, body: &str, session: &str);
}

/// A merchant's server at a base path.
#[derive(Debug, Clone)]
pub(crate) struct HttpMerchant {
    base: String,
    timeout: Duration,
    correlation_id: Rc<RefCell<Option<String>>>,
}

impl HttpMerchant {
    /// The server below `base`, such as `/klarna`; with or without a slash at the end. A call that
    /// takes longer than `timeout` counts as not answered.
    pub(crate) fn new(base: &str, timeout: Duration) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            timeout,
            correlation_id: Rc::default(),
        }
    }

    fn session_url(&self, session: &str, rest: &str) -> String {
        let id = String::from(js_sys::encode_uri_component(session));
        [&self.base, "/sessions/", &id, rest].concat()
    }

    /// The URL and the body of a request for a session.
    fn new_session_request(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
    ) -> (String, Option<String>) {
        let body = NewSession {
            cart: cart.to_owned(),
            locale: locale.to_owned(),
            auto_finalize,
        };
        ([&self.base, "/sessions"].concat(), to_json(&body))
    }

    /// Takes this session's JSON for the answer to the next such request.
    pub(crate) fn hand_over(&self, cart: &str, locale: &str, auto_finalize: bool, session: &str) {
        let request = self.new_session_request(cart, locale, auto_finalize);
        if let (url, Some(body)) = request {
            hand_over(&url, &body, session);
        }
    }

    fn post<T: 'static>(
        &self,
        url: &str,
        body: Option<&str>,
        key: Option<&str>,
        read: fn(JsValue) -> Option<T>,
        answered: Answered<Result<T, ServerFault>>,
    ) {
        self.send("POST", url, body, key, read, answered);
    }

    /// Sends a call. A success that cannot be read is no answer: nobody knows what happened.
    fn send<T: 'static>(
        &self,
        method: &str,
        url: &str,
        body: Option<&str>,
        key: Option<&str>,
        read: fn(JsValue) -> Option<T>,
        answered: Answered<Result<T, ServerFault>>,
    ) {
        let correlation_id = Rc::clone(&self.correlation_id);
        let timeout_ms = self.timeout.as_secs_f64() * 1000.0;
        when(&ask(method, url, body, key, timeout_ms), move |answer| {
            let json = json_of(answer, &correlation_id);
            answered(json.and_then(|it| read(it).ok_or(ServerFault::Unavailable)));
        });
    }
}

/// Only a problem document with a code of the contract is a refusal. A gateway's error page, a
/// redirect to a login, half an answer: nobody knows what happened.
fn json_of(
    answer: JsValue,
    correlation_id: &RefCell<Option<String>>,
) -> Result<JsValue, ServerFault> {
    let answer = Fields::of(answer).ok_or(ServerFault::Unavailable)?;
    correlation_id.replace(answer.text("correlation_id"));
    let json = answer.get("json").ok_or(ServerFault::Unavailable)?;
    if answer.flag("ok") == Some(true) {
        return Ok(json);
    }
    match read::problem(json) {
        None | Some(Code::KlarnaUnavailable | Code::Internal) => Err(ServerFault::Unavailable),
        Some(code) => Err(ServerFault::Refused(code)),
    }
}

impl Merchant for HttpMerchant {
    fn new_session(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
        answered: Answered<SessionAnswer>,
    ) {
        let (url, body) = self.new_session_request(cart, locale, auto_finalize);
        self.post(&url, body.as_deref(), None, read::session, answered);
    }

    fn refresh(&self, session: &str, answered: Answered<SessionAnswer>) {
        let url = self.session_url(session, "/refresh");
        self.post(&url, None, None, read::session, answered);
    }

    fn status(&self, session: &str, answered: Answered<StatusAnswer>) {
        let url = self.session_url(session, "");
        self.send("GET", &url, None, None, read::status, answered);
    }

    fn place(&self, approval: &Approval, answered: Answered<PlaceAnswer>) {
        let body = ApprovalBody {
            authorization_token: approval.token.clone(),
            cart_version: approval.binding.cart_version,
        };
        let url = self.session_url(&approval.binding.session, "/authorization");
        let (body, key) = (to_json(&body), &*approval.key);
        self.post(&url, body.as_deref(), Some(key), read::outcome, answered);
    }

    fn correlation_id(&self) -> Option<String> {
        self.correlation_id.take()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    /// The names of the contract that the JavaScript side writes itself.
    #[test]
    fn the_request_speaks_the_contract() {
        let code = checkout_contract::Code::InvalidRequest.name();
        for name in [checkout_contract::IDEMPOTENCY_KEY, code] {
            assert!(
                include_str!("merchant.js").contains(&format!("{name:?}")),
                "{name}"
            );
        }
    }
}
