//! The contract over `fetch`.

use std::{cell::RefCell, future::Future, rc::Rc, time::Duration};

use checkout_contract::{
    Approval as ApprovalBody, Code, IDEMPOTENCY_KEY, KLARNA_CORRELATION_ID, Problem, Session,
};
use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::Promise;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::clock;
use crate::{
    checkout::{Approval, OpenSession, PlaceAnswer, ServerFault, SessionAnswer, StatusAnswer},
    early,
    js::to_json,
};

const JSON: &str = "application/json";

/// A merchant's server at a base path. Cloned, it is the same one.
///
/// Every call ends: a server that does not answer in time is [`ServerFault::Unavailable`].
#[derive(Debug, Clone)]
pub(crate) struct MerchantClient {
    base: String,
    timeout: Duration,
    correlation_id: Rc<RefCell<Option<String>>>,
    /// A session that the page already has, and the request that it answers.
    handed: Rc<RefCell<Option<(String, Session)>>>,
}

impl MerchantClient {
    /// Returns the client of the server below `base`, such as `/klarna`; with or without a slash at the
    /// end. A call that takes longer than `timeout` counts as not answered.
    pub(crate) fn new(base: &str, timeout: Duration) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            timeout,
            correlation_id: Rc::default(),
            handed: Rc::default(),
        }
    }

    /// Takes a session that the page already has for the answer to the next such request.
    pub(crate) fn hand_over(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
        session: Session,
    ) {
        let request = early::session_request(&self.base, cart, locale, auto_finalize);
        self.handed.replace(Some((request.body(), session)));
    }

    /// `POST {base}/sessions`: a session for the cart, in that locale, for one page or several.
    ///
    /// The answer to this very request that the page has, or asked for early, is taken at once, before
    /// the future is polled.
    pub(crate) fn new_session(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
    ) -> impl Future<Output = SessionAnswer> + use<> {
        let request = early::session_request(&self.base, cart, locale, auto_finalize);
        let (url, body) = (request.url(), request.body());
        let early = early::take_answer(&url, &body);
        let handed = self.handed.take().filter(|(asked, _)| *asked == body);
        let client = self.clone();
        async move {
            if let Some((_, session)) = handed {
                return Ok(open(session));
            }
            let response = match early {
                Some(response) => awaited(response).await?,
                None => send(with_json(client.prepare(Request::post(&url)), body)).await?,
            };
            decode(client.read(response).await?).map(open)
        }
    }

    /// `POST {base}/sessions/{id}/refresh`: the session as the cart is now.
    pub(crate) async fn refresh(&self, session: &str) -> SessionAnswer {
        let url = self.session_url(session, "/refresh");
        let response = send(self.prepare(Request::post(&url)).build()).await?;
        decode(self.read(response).await?).map(open)
    }

    /// `GET {base}/sessions/{id}`: where the session stands.
    pub(crate) async fn status(&self, session: &str) -> StatusAnswer {
        let url = self.session_url(session, "");
        let response = send(self.prepare(Request::get(&url)).build()).await?;
        decode(self.read(response).await?)
    }

    /// `POST {base}/sessions/{id}/authorization` under the approval's key.
    pub(crate) async fn place(&self, approval: Approval) -> PlaceAnswer {
        let url = self.session_url(&approval.binding.session, "/authorization");
        let body = ApprovalBody {
            authorization_token: approval.token,
            cart_version: approval.binding.cart_version,
        };
        let body = to_json(&body).ok_or(ServerFault::Unavailable)?;
        let request = self.prepare(Request::post(&url));
        let request = request.header(IDEMPOTENCY_KEY, &approval.key);
        decode(self.read(send(with_json(request, body)).await?).await?)
    }

    /// Takes Klarna's correlation id of the last answer, where the server handed one on.
    pub(crate) fn take_correlation_id(&self) -> Option<String> {
        self.correlation_id.take()
    }

    fn session_url(&self, session: &str, rest: &str) -> String {
        let id = String::from(js_sys::encode_uri_component(session));
        [&self.base, "/sessions/", &id, rest].concat()
    }

    fn prepare(&self, request: RequestBuilder) -> RequestBuilder {
        let timeout = AbortSignal::timeout_with_f64(self.timeout.as_secs_f64() * 1000.0);
        request.header("Accept", JSON).abort_signal(Some(&timeout))
    }

    /// Reads the JSON of a success.
    ///
    /// Only a problem document with a code of the contract is a refusal. A gateway's error page, a
    /// redirect to a login, half an answer: the outcome is unknown.
    async fn read(&self, response: Response) -> Result<JsValue, ServerFault> {
        let correlation_id = response.headers().get(KLARNA_CORRELATION_ID);
        self.correlation_id.replace(correlation_id);
        let is_success = response.ok();
        // With the browser's own reader.
        let response: web_sys::Response = response.into();
        let json = response.json().map_err(|_| ServerFault::Unavailable)?;
        let json = JsFuture::from(json).await;
        let json = json.map_err(|_| ServerFault::Unavailable)?;
        if is_success {
            return Ok(json);
        }
        match decode::<Problem>(json)?.code {
            Code::KlarnaUnavailable | Code::Internal => Err(ServerFault::Unavailable),
            refusal => Err(ServerFault::Refused(refusal)),
        }
    }
}

/// Decodes a type of the contract. What cannot be decoded is no answer: the outcome is unknown.
fn decode<T: DeserializeOwned>(json: JsValue) -> Result<T, ServerFault> {
    serde_wasm_bindgen::from_value(json).map_err(|_| ServerFault::Unavailable)
}

fn with_json(request: RequestBuilder, body: String) -> Result<Request, gloo_net::Error> {
    request.header("Content-Type", JSON).body(body)
}

/// Sends a request. One that cannot even be made is a mistake of the page.
async fn send(request: Result<Request, gloo_net::Error>) -> Result<Response, ServerFault> {
    let request = request.map_err(|_| ServerFault::Refused(Code::InvalidRequest))?;
    request.send().await.map_err(|_| ServerFault::Unavailable)
}

/// Waits for the `Response` that a page has asked for early.
async fn awaited(response: Promise) -> Result<Response, ServerFault> {
    let response = JsFuture::from(response).await;
    let response = response.map_err(|_| ServerFault::Unavailable)?;
    Ok(web_sys::Response::from(response).into())
}

fn open(session: Session) -> OpenSession {
    let expires_at = clock::moment(&session.expires_at);
    OpenSession {
        session,
        expires_at,
    }
}
