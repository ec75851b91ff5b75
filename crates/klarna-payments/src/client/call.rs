//! Klarna's calls, as values: what is sent where, and how it is named in a log.

use reqwest::Method;

use super::error::{KlarnaError, Refusal};
use crate::{id::SessionId, token::AuthorizationToken};

/// One of Klarna's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Call {
    /// `POST /payments/v1/sessions`.
    CreateSession,
    /// `POST /payments/v1/sessions/{session_id}`.
    UpdateSession,
    /// `GET /payments/v1/sessions/{session_id}`.
    ReadSession,
    /// `POST /payments/v1/authorizations/{token}/order`.
    CreateOrder,
    /// `DELETE /payments/v1/authorizations/{token}`.
    CancelAuthorization,
}

impl Call {
    /// Whether it acts on an authorization, and may have used it up.
    pub(super) const fn uses_authorization(self) -> bool {
        matches!(self, Self::CreateOrder | Self::CancelAuthorization)
    }
}

/// A call with all that is sent. The body is kept as bytes, so that a repetition is identical.
pub(super) struct Request {
    pub(super) call: Call,
    pub(super) method: Method,
    /// May hold an authorization token: never log it.
    pub(super) path: String,
    /// The same path, fit for a log.
    pub(super) log_path: String,
    pub(super) body: Option<Vec<u8>>,
}

impl Request {
    pub(super) fn create_session(body: Vec<u8>) -> Self {
        let path = "/payments/v1/sessions".to_owned();
        Self {
            call: Call::CreateSession,
            method: Method::POST,
            log_path: path.clone(),
            path,
            body: Some(body),
        }
    }

    pub(super) fn update_session(id: &SessionId, body: Vec<u8>) -> Result<Self, KlarnaError> {
        Self::session(Call::UpdateSession, Method::POST, id, Some(body))
    }

    pub(super) fn read_session(id: &SessionId) -> Result<Self, KlarnaError> {
        Self::session(Call::ReadSession, Method::GET, id, None)
    }

    pub(super) fn create_order(
        token: &AuthorizationToken,
        body: Vec<u8>,
    ) -> Result<Self, KlarnaError> {
        Self::authorization(Call::CreateOrder, Method::POST, token, "/order", Some(body))
    }

    pub(super) fn cancel_authorization(token: &AuthorizationToken) -> Result<Self, KlarnaError> {
        Self::authorization(Call::CancelAuthorization, Method::DELETE, token, "", None)
    }

    /// An id that Klarna cannot have given is not found; there is no need to ask.
    fn session(
        call: Call,
        method: Method,
        id: &SessionId,
        body: Option<Vec<u8>>,
    ) -> Result<Self, KlarnaError> {
        let id = path_segment(id.as_str())
            .ok_or_else(|| KlarnaError::SessionNotFound(Refusal::unsent()))?;
        let path = format!("/payments/v1/sessions/{id}");
        Ok(Self {
            call,
            method,
            log_path: path.clone(),
            path,
            body,
        })
    }

    /// The token comes from a browser: one that Klarna cannot have given must not shape the path.
    fn authorization(
        call: Call,
        method: Method,
        token: &AuthorizationToken,
        rest: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Self, KlarnaError> {
        let token = path_segment(token.expose())
            .ok_or_else(|| KlarnaError::AuthorizationNotFound(Refusal::unsent()))?;
        Ok(Self {
            call,
            method,
            path: format!("/payments/v1/authorizations/{token}{rest}"),
            log_path: format!("/payments/v1/authorizations/…{rest}"),
            body,
        })
    }
}

/// The text, if it can stand in a path as it is. Klarna's ids are UUIDs and at most 255 long.
fn path_segment(text: &str) -> Option<&str> {
    let fits = (1..=255).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    fits.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_klarna_cannot_have_given_never_reaches_a_path() {
        for token in [
            "",
            "..",
            "a/b",
            "a%2fb",
            "a?b",
            "a#b",
            "ä",
            "a b",
            "a\n",
            &"a".repeat(256),
        ] {
            let refused = Request::create_order(&AuthorizationToken::new(token), Vec::new());
            assert!(
                matches!(refused, Err(KlarnaError::AuthorizationNotFound(_))),
                "{token:?}"
            );
            let refused = Request::read_session(&SessionId::new(token));
            assert!(
                matches!(refused, Err(KlarnaError::SessionNotFound(_))),
                "{token:?}"
            );
        }
    }

    #[test]
    fn the_path_for_the_log_does_not_hold_the_token() {
        let token = AuthorizationToken::new("b4bd3423-24e3");
        for request in [
            Request::create_order(&token, Vec::new()),
            Request::cancel_authorization(&token),
        ] {
            let request = request.unwrap();
            assert!(request.path.contains("b4bd3423-24e3"));
            assert!(!request.log_path.contains("b4bd3423-24e3"));
        }
    }
}
