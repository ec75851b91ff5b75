//! What a server says when a call did not succeed.

use serde::{Deserialize, Serialize};

/// A problem document (RFC 9457, `application/problem+json`) with a stable code.
///
/// `title` and `detail` are for developers. They never hold a token or personal data, and a
/// shopper never sees them: the page words each [`Code`] itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank`: the code says what is needed.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The code in a few words.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// What to act on.
    pub code: Code,
    /// What was wrong this time, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// A problem document for a code; the status follows from it.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: about_blank(),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: Some(detail.into()),
        }
    }
}

/// What went wrong, as a value to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// 404: no such cart, or one of somebody else's.
    CartNotFound,
    /// 404: no such session, or one of somebody else's.
    SessionNotFound,
    /// 410: the session has ended at Klarna. Refresh it.
    SessionExpired,
    /// 409: the cart is not what the shopper approved. Refresh, show it, and ask again.
    CartChanged,
    /// 409: the authorization was used up, replaced or belongs to another session. Ask again.
    AuthorizationSpent,
    /// 410: the authorization is older than Klarna's 60 minutes. Ask again.
    AuthorizationExpired,
    /// 402: Klarna does not stand behind this purchase. Offer another way to pay.
    Declined,
    /// 422: the request is not of the contract's shape.
    InvalidRequest,
    /// 503: Klarna cannot be reached or gave no clear answer. The same call may be repeated.
    KlarnaUnavailable,
    /// 500: the server's own fault. The outcome is not known.
    #[serde(other)]
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 10] = [
        Self::CartNotFound,
        Self::SessionNotFound,
        Self::SessionExpired,
        Self::CartChanged,
        Self::AuthorizationSpent,
        Self::AuthorizationExpired,
        Self::Declined,
        Self::InvalidRequest,
        Self::KlarnaUnavailable,
        Self::Internal,
    ];

    /// The name it has in a document: `cart_changed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CartNotFound => "cart_not_found",
            Self::SessionNotFound => "session_not_found",
            Self::SessionExpired => "session_expired",
            Self::CartChanged => "cart_changed",
            Self::AuthorizationSpent => "authorization_spent",
            Self::AuthorizationExpired => "authorization_expired",
            Self::Declined => "declined",
            Self::InvalidRequest => "invalid_request",
            Self::KlarnaUnavailable => "klarna_unavailable",
            Self::Internal => "internal",
        }
    }

    /// The code of that name; [`Code::Internal`] for one that this version does not know.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|code| code.name() == name)
            .unwrap_or(Self::Internal)
    }

    /// The HTTP status it travels with.
    pub const fn status(self) -> u16 {
        match self {
            Self::CartNotFound | Self::SessionNotFound => 404,
            Self::SessionExpired | Self::AuthorizationExpired => 410,
            Self::CartChanged | Self::AuthorizationSpent => 409,
            Self::Declined => 402,
            Self::InvalidRequest => 422,
            Self::KlarnaUnavailable => 503,
            Self::Internal => 500,
        }
    }

    /// A few words for developers.
    pub const fn title(self) -> &'static str {
        match self {
            Self::CartNotFound => "No such cart",
            Self::SessionNotFound => "No such session",
            Self::SessionExpired => "The session has expired",
            Self::CartChanged => "The cart has changed since it was approved",
            Self::AuthorizationSpent => "The authorization cannot be used",
            Self::AuthorizationExpired => "The authorization has expired",
            Self::Declined => "Klarna declined the purchase",
            Self::InvalidRequest => "The request is not valid",
            Self::KlarnaUnavailable => "Klarna is unavailable",
            Self::Internal => "Internal error",
        }
    }
}
