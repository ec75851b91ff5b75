//! The contract over `fetch`. Bodies are read by the browser's own JSON, which costs the bundle
//! nothing.

use std::time::Duration;

use checkout_contract::{
    Approval as ApprovalBody, Code, IDEMPOTENCY_KEY, NewSession, Problem, Session,
};
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen_futures::JsFuture;

use super::{LocalFuture, Merchant, clock};
use crate::checkout::{
    Approval, OpenSession, PlaceAnswer, ServerFault, SessionAnswer, StatusAnswer,
};

/// A merchant's server at a base path.
#[derive(Debug, Clone)]
pub(crate) struct HttpMerchant {
    base: String,
    timeout: Duration,
}

impl HttpMerchant {
    /// The server below `base`, such as `/klarna`; with or without a slash at the end. A call that
    /// takes longer than `timeout` counts as not answered.
    pub(crate) fn new(base: &str, timeout: Duration) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            timeout,
        }
    }

    fn session_url(&self, session: &str, rest: &str) -> String {
        let id = js_sys::encode_uri_component(session);
        format!("{}/sessions/{}{rest}", self.base, String::from(id))
    }

    /// Sends a request, and reads the answer as `T` or as a problem.
    fn send<T: DeserializeOwned + 'static>(
        &self,
        method: Method,
        url: &str,
        key: Option<&str>,
        body: Option<&impl Serialize>,
    ) -> LocalFuture<Result<T, ServerFault>> {
        let timeout = u32::try_from(self.timeout.as_millis()).unwrap_or(u32::MAX);
        let signal = web_sys::AbortSignal::timeout_with_u32(timeout);
        let mut request = RequestBuilder::new(url)
            .method(method)
            .header("Accept", "application/json")
            .abort_signal(Some(&signal));
        if let Some(key) = key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        let request = match body.map(to_json) {
            None => request.build(),
            Some(Some(json)) => request
                .header("Content-Type", "application/json")
                .body(json),
            Some(None) => return Box::pin(async { Err(refused(Code::InvalidRequest)) }),
        };
        Box::pin(async move {
            let Ok(request) = request else {
                return Err(refused(Code::InvalidRequest));
            };
            match request.send().await {
                Ok(response) => read(response).await,
                Err(_) => Err(ServerFault::Unavailable),
            }
        })
    }
}

impl Merchant for HttpMerchant {
    fn new_session(&self, cart: &str, locale: &str) -> LocalFuture<SessionAnswer> {
        let body = NewSession {
            cart: cart.to_owned(),
            locale: locale.to_owned(),
        };
        let url = format!("{}/sessions", self.base);
        let answer = self.send(Method::POST, &url, None, Some(&body));
        Box::pin(async move { answer.await.map(open_session) })
    }

    fn refresh(&self, session: &str) -> LocalFuture<SessionAnswer> {
        let url = self.session_url(session, "/refresh");
        let answer = self.send(Method::POST, &url, None, None::<&()>);
        Box::pin(async move { answer.await.map(open_session) })
    }

    fn status(&self, session: &str) -> LocalFuture<StatusAnswer> {
        self.send(
            Method::GET,
            &self.session_url(session, ""),
            None,
            None::<&()>,
        )
    }

    fn place(&self, approval: &Approval) -> LocalFuture<PlaceAnswer> {
        let body = ApprovalBody {
            authorization_token: approval.token.clone(),
            cart_version: approval.binding.cart_version,
        };
        let url = self.session_url(&approval.binding.session, "/authorization");
        self.send(Method::POST, &url, Some(&approval.key), Some(&body))
    }
}

const fn refused(code: Code) -> ServerFault {
    ServerFault::Refused(code)
}

/// Only a problem document with a code of the contract is a refusal. A gateway's error page, a
/// redirect to a login, half an answer: nobody knows what happened.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ServerFault> {
    let ok = response.ok();
    let json = match web_sys::Response::from(response).json() {
        Ok(json) => JsFuture::from(json).await,
        Err(thrown) => Err(thrown),
    };
    let json = json.map_err(|_| ServerFault::Unavailable)?;
    if ok {
        return serde_wasm_bindgen::from_value(json).map_err(|_| ServerFault::Unavailable);
    }
    match serde_wasm_bindgen::from_value::<Problem>(json) {
        Ok(problem) => Err(match problem.code {
            Code::KlarnaUnavailable | Code::Internal => ServerFault::Unavailable,
            code => refused(code),
        }),
        Err(_) => Err(ServerFault::Unavailable),
    }
}

pub(super) fn to_json(value: &impl Serialize) -> Option<String> {
    let value = serde_wasm_bindgen::to_value(value).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}

fn open_session(session: Session) -> OpenSession {
    OpenSession {
        expires_at: clock::moment(&session.expires_at),
        id: session.id,
        client_token: session.client_token,
        categories: session.payment_method_categories,
        cart_version: session.cart_version,
        amount: session.amount,
    }
}
