//! The contract over `fetch`. Bodies are read and written by the browser's own JSON, which costs
//! the bundle nothing.

use std::{cell::RefCell, rc::Rc, time::Duration};

use checkout_contract::{Approval as ApprovalBody, Code, IDEMPOTENCY_KEY, NewSession};
use gloo_net::http::{Method, RequestBuilder, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{LocalFuture, Merchant, ahead, read};
use crate::{
    checkout::{Approval, PlaceAnswer, ServerFault, SessionAnswer, StatusAnswer},
    write::to_json,
};

/// The header in which a server hands on Klarna's name for the call it made.
const CORRELATION_ID: &str = "klarna-correlation-id";

/// A merchant's server at a base path.
#[derive(Debug, Clone)]
pub(crate) struct HttpMerchant {
    base: String,
    timeout: Duration,
    correlation_id: Rc<RefCell<Option<String>>>,
}

/// What is sent.
struct Call {
    method: Method,
    url: String,
    key: Option<String>,
    body: Option<String>,
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
            ahead::hand_over(&url, &body, session);
        }
    }

    fn post(url: String, key: Option<String>, body: Option<String>) -> Call {
        Call {
            method: Method::POST,
            url,
            key,
            body,
        }
    }

    /// Sends a call, and gives back the answer's JSON, or why there is none.
    fn send(&self, call: Call) -> LocalFuture<Result<JsValue, ServerFault>> {
        let timeout = u32::try_from(self.timeout.as_millis()).unwrap_or(u32::MAX);
        let this = self.clone();
        Box::pin(async move {
            let signal = web_sys::AbortSignal::timeout_with_u32(timeout);
            let mut request = RequestBuilder::new(&call.url)
                .method(call.method)
                .header("Accept", "application/json")
                .abort_signal(Some(&signal));
            if let Some(key) = &call.key {
                request = request.header(IDEMPOTENCY_KEY, key);
            }
            let request = match call.body {
                Some(json) => request
                    .header("Content-Type", "application/json")
                    .body(json),
                None => request.build(),
            };
            // What cannot even be asked is a mistake of the page.
            let request = request.map_err(|_| ServerFault::Refused(Code::InvalidRequest))?;
            let response = request.send().await.map_err(|_| ServerFault::Unavailable)?;
            this.json_of(response).await
        })
    }

    /// The JSON of an answer that is on its way already, or why there is none.
    fn read(&self, answer: js_sys::Promise) -> LocalFuture<Result<JsValue, ServerFault>> {
        let this = self.clone();
        Box::pin(async move {
            let response = JsFuture::from(answer).await.ok();
            let response = response.and_then(|it| it.dyn_into::<web_sys::Response>().ok());
            let response = response.ok_or(ServerFault::Unavailable)?;
            this.json_of(response.into()).await
        })
    }

    /// Only a problem document with a code of the contract is a refusal. A gateway's error page, a
    /// redirect to a login, half an answer: nobody knows what happened.
    async fn json_of(&self, response: Response) -> Result<JsValue, ServerFault> {
        let correlation_id = response.headers().get(CORRELATION_ID);
        self.correlation_id.replace(correlation_id);
        let ok = response.ok();
        let body = web_sys::Response::from(response).json();
        let body = body.map_err(|_| ServerFault::Unavailable)?;
        let json = JsFuture::from(body).await;
        let json = json.map_err(|_| ServerFault::Unavailable)?;
        if ok {
            return Ok(json);
        }
        match read::problem(json) {
            None | Some(Code::KlarnaUnavailable | Code::Internal) => Err(ServerFault::Unavailable),
            Some(code) => Err(ServerFault::Refused(code)),
        }
    }
}

impl Merchant for HttpMerchant {
    fn new_session(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
    ) -> LocalFuture<SessionAnswer> {
        let (url, body) = self.new_session_request(cart, locale, auto_finalize);
        let ahead = body.as_deref().and_then(|body| ahead::take(&url, body));
        let answer = match ahead {
            Some(answer) => self.read(answer),
            None => self.send(Self::post(url, None, body)),
        };
        Box::pin(async move { understood(answer.await, read::session) })
    }

    fn refresh(&self, session: &str) -> LocalFuture<SessionAnswer> {
        let url = self.session_url(session, "/refresh");
        let answer = self.send(Self::post(url, None, None));
        Box::pin(async move { understood(answer.await, read::session) })
    }

    fn status(&self, session: &str) -> LocalFuture<StatusAnswer> {
        let answer = self.send(Call {
            method: Method::GET,
            url: self.session_url(session, ""),
            key: None,
            body: None,
        });
        Box::pin(async move { understood(answer.await, read::status) })
    }

    fn place(&self, approval: &Approval) -> LocalFuture<PlaceAnswer> {
        let body = ApprovalBody {
            authorization_token: approval.token.clone(),
            cart_version: approval.binding.cart_version,
        };
        let url = self.session_url(&approval.binding.session, "/authorization");
        let answer = self.send(Self::post(url, Some(approval.key.clone()), to_json(&body)));
        Box::pin(async move { understood(answer.await, read::outcome) })
    }

    fn correlation_id(&self) -> Option<String> {
        self.correlation_id.take()
    }
}

/// A success that cannot be read is no answer: nobody knows what happened.
fn understood<T>(
    answer: Result<JsValue, ServerFault>,
    read: fn(JsValue) -> Option<T>,
) -> Result<T, ServerFault> {
    read(answer?).ok_or(ServerFault::Unavailable)
}
