//! Problem documents and their codes.

use serde::{Deserialize, Serialize};

/// A problem document (RFC 9457, `application/problem+json`) with a stable code.
///
/// `title` and `detail` are for developers. They never hold a token or personal data, and a
/// shopper never sees them: the page has its own text for each [`Code`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank`, also if left out, as RFC 9457 has it: the code carries the meaning.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The code's title.
    pub title: String,
    /// The HTTP status of the response.
    pub status: u16,
    /// The code, for the page to act on.
    pub code: Code,
    /// The cause in this case, and the remedy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// Creates the problem document for a code; title and status follow from the code.
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

/// The table of codes: variant, name in a document, HTTP status and title.
macro_rules! codes {
    ($($(#[$attribute:meta])* $variant:ident = $name:literal, $status:literal, $title:literal;)+) => {
        /// The kind of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$attribute])* #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: [Self; [$($status),+].len()] = [$(Self::$variant),+];

            /// Returns the name in a document: `cart_changed`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the HTTP status of a response with this code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Returns a short description for developers.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

codes! {
    /// 404: no such cart, or another shopper's.
    CartNotFound = "cart_not_found", 404, "No such cart";
    /// 404: no such session, or another shopper's.
    SessionNotFound = "session_not_found", 404, "No such session";
    /// 410: the session has ended at Klarna. Refresh it.
    SessionExpired = "session_expired", 410, "The session has expired";
    /// 409: the cart differs from the approved one. Refresh the session, show it, and ask again.
    CartChanged = "cart_changed", 409, "The cart has changed since it was approved";
    /// 409: the authorization was used up, replaced or belongs to another session. Ask again.
    AuthorizationSpent = "authorization_spent", 409, "The authorization cannot be used";
    /// 410: the authorization is older than Klarna's 60 minutes. Ask again.
    AuthorizationExpired = "authorization_expired", 410, "The authorization has expired";
    /// 402: Klarna declines this purchase. Offer another payment method.
    Declined = "declined", 402, "Klarna declined the purchase";
    /// 422: the request does not have the contract's shape.
    InvalidRequest = "invalid_request", 422, "The request is not valid";
    /// 503: Klarna cannot be reached or gave no clear answer. The same call may be repeated.
    KlarnaUnavailable = "klarna_unavailable", 503, "Klarna is unavailable";
    /// 500: an error in the server, or a code that this version does not know. The outcome is not
    /// known.
    #[serde(other)]
    Internal = "internal", 500, "Internal error";
}
