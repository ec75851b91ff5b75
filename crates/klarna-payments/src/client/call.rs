//! Klarna's calls, as values: what is sent where, and how it is named in a log.

use reqwest::Method;

use super::error::{KlarnaError, Refusal};
use crate::{
    id::{OrderId, SessionId},
    token::{AuthorizationToken, CustomerToken},
    token_order::IdempotencyKey,
};

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
    /// `POST /payments/v1/authorizations/{authorization_token}/order`.
    CreateOrder,
    /// `DELETE /payments/v1/authorizations/{authorization_token}`.
    CancelAuthorization,
    /// `POST /payments/v1/authorizations/{authorization_token}/customer-token`.
    CreateCustomerToken,
    /// `GET /customer-token/v1/tokens/{customer_token}`.
    ReadCustomerToken,
    /// `PATCH /customer-token/v1/tokens/{customer_token}/status`.
    CancelCustomerToken,
    /// `POST /customer-token/v1/tokens/{customer_token}/order`.
    CreateTokenOrder,
    /// `GET /ordermanagement/v1/orders/{order_id}`.
    ReadOrder,
}

impl Call {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::CreateSession,
        Self::UpdateSession,
        Self::ReadSession,
        Self::CreateOrder,
        Self::CancelAuthorization,
        Self::CreateCustomerToken,
        Self::ReadCustomerToken,
        Self::CancelCustomerToken,
        Self::CreateTokenOrder,
        Self::ReadOrder,
    ];

    /// Its path as a template. This is what a log shows: what stands in the braces may be secret.
    pub const fn path_template(self) -> &'static str {
        match self {
            Self::CreateSession => "/payments/v1/sessions",
            Self::UpdateSession | Self::ReadSession => "/payments/v1/sessions/{session_id}",
            Self::CreateOrder => "/payments/v1/authorizations/{authorization_token}/order",
            Self::CancelAuthorization => "/payments/v1/authorizations/{authorization_token}",
            Self::CreateCustomerToken => {
                "/payments/v1/authorizations/{authorization_token}/customer-token"
            }
            Self::ReadCustomerToken => "/customer-token/v1/tokens/{customer_token}",
            Self::CancelCustomerToken => "/customer-token/v1/tokens/{customer_token}/status",
            Self::CreateTokenOrder => "/customer-token/v1/tokens/{customer_token}/order",
            Self::ReadOrder => "/ordermanagement/v1/orders/{order_id}",
        }
    }

    pub(super) const fn method(self) -> Method {
        match self {
            Self::ReadSession | Self::ReadCustomerToken | Self::ReadOrder => Method::GET,
            Self::CancelAuthorization => Method::DELETE,
            Self::CancelCustomerToken => Method::PATCH,
            Self::CreateSession
            | Self::UpdateSession
            | Self::CreateOrder
            | Self::CreateCustomerToken
            | Self::CreateTokenOrder => Method::POST,
        }
    }

    /// Whether it acts on an authorization, and may have used it up.
    pub(super) const fn uses_authorization(self) -> bool {
        matches!(
            self,
            Self::CreateOrder | Self::CancelAuthorization | Self::CreateCustomerToken
        )
    }

    /// What it means that Klarna does not know what the path names.
    pub(super) const fn not_found(self, refusal: Refusal) -> KlarnaError {
        match self {
            Self::CreateSession => KlarnaError::Refused(refusal),
            Self::UpdateSession | Self::ReadSession => KlarnaError::SessionNotFound(refusal),
            Self::CreateOrder | Self::CancelAuthorization | Self::CreateCustomerToken => {
                KlarnaError::AuthorizationNotFound(refusal)
            }
            Self::ReadCustomerToken | Self::CancelCustomerToken | Self::CreateTokenOrder => {
                KlarnaError::TokenNotFound(refusal)
            }
            Self::ReadOrder => KlarnaError::OrderNotFound(refusal),
        }
    }
}

/// A call with all that is sent. The body is kept as bytes, so that a repetition is identical.
pub(super) struct Request {
    pub(super) call: Call,
    /// May hold a token: never log it.
    pub(super) path: String,
    pub(super) key: Option<IdempotencyKey>,
    pub(super) body: Option<Vec<u8>>,
}

impl Request {
    pub(super) fn create_session() -> Self {
        let call = Call::CreateSession;
        Self {
            call,
            path: call.path_template().to_owned(),
            key: None,
            body: None,
        }
    }

    pub(super) fn of_session(call: Call, id: &SessionId) -> Result<Self, KlarnaError> {
        Self::at(call, id.as_str())
    }

    pub(super) fn of_authorization(
        call: Call,
        token: &AuthorizationToken,
    ) -> Result<Self, KlarnaError> {
        Self::at(call, token.expose())
    }

    pub(super) fn of_customer_token(
        call: Call,
        token: &CustomerToken,
    ) -> Result<Self, KlarnaError> {
        Self::at(call, token.expose())
    }

    pub(super) fn of_order(call: Call, id: &OrderId) -> Result<Self, KlarnaError> {
        Self::at(call, id.as_str())
    }

    /// The call for what the braces of its path stand for.
    ///
    /// Some of these texts come from a browser: one that Klarna cannot have given must not shape the
    /// path, and there is no need to ask for it.
    fn at(call: Call, text: &str) -> Result<Self, KlarnaError> {
        let segment = path_segment(text).ok_or_else(|| call.not_found(Refusal::unsent()))?;
        let template = call.path_template();
        let (before, rest) = template.split_once('{').unwrap_or((template, ""));
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        Ok(Self {
            call,
            path: format!("{before}{segment}{after}"),
            key: None,
            body: None,
        })
    }

    pub(super) fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    pub(super) fn with_key(mut self, key: &IdempotencyKey) -> Self {
        self.key = Some(key.clone());
        self
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
    fn what_klarna_cannot_have_given_never_reaches_a_path() {
        for odd in [
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
            for call in Call::ALL {
                let Err(refused) = Request::at(call, odd) else {
                    panic!("{call:?} takes {odd:?}");
                };
                assert_eq!(refused.status(), None);
            }
            let refused =
                Request::of_authorization(Call::CreateOrder, &AuthorizationToken::new(odd));
            assert!(matches!(
                refused,
                Err(KlarnaError::AuthorizationNotFound(_))
            ));
            let refused = Request::of_session(Call::ReadSession, &SessionId::new(odd));
            assert!(matches!(refused, Err(KlarnaError::SessionNotFound(_))));
            let refused =
                Request::of_customer_token(Call::CreateTokenOrder, &CustomerToken::new(odd));
            assert!(matches!(refused, Err(KlarnaError::TokenNotFound(_))));
            let refused = Request::of_order(Call::ReadOrder, &OrderId::new(odd));
            assert!(matches!(refused, Err(KlarnaError::OrderNotFound(_))));
        }
    }

    #[test]
    fn a_path_is_its_template_with_the_name_filled_in() {
        for (call, path) in [
            (Call::ReadSession, "/payments/v1/sessions/b4bd-24e3"),
            (
                Call::CreateOrder,
                "/payments/v1/authorizations/b4bd-24e3/order",
            ),
            (
                Call::CancelAuthorization,
                "/payments/v1/authorizations/b4bd-24e3",
            ),
            (
                Call::CancelCustomerToken,
                "/customer-token/v1/tokens/b4bd-24e3/status",
            ),
            (Call::ReadOrder, "/ordermanagement/v1/orders/b4bd-24e3"),
        ] {
            let Ok(request) = Request::at(call, "b4bd-24e3") else {
                panic!("{call:?}");
            };
            assert_eq!(request.path, path);
            assert!(!request.call.path_template().contains("b4bd"));
        }
    }
}
