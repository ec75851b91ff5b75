//! Tokens, as types of their own that cannot be mixed up and never show in a log.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Defines a token: transparent for serde, opaque for `Debug`, read only through `expose`.
macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as Klarna gave it.
            pub fn new(token: impl Into<String>) -> Self {
                Self(token.into())
            }

            /// The text itself, for the one place that hands it on. Never log it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

token! {
    /// Lets a browser show the widget of one session. Lives as long as the session: 48 hours.
    ClientToken
}
token! {
    /// A shopper's approval. Good for one order within 60 minutes; a newer approval replaces it.
    AuthorizationToken
}
token! {
    /// A shopper's standing permission to charge: whoever holds it and the merchant's credentials can
    /// place orders with it. Good until it is cancelled; keep it encrypted, on the server.
    CustomerToken
}
token! {
    /// Proves that a shopper has signed in with Klarna.
    KlarnaAccessToken
}
token! {
    /// Klarna's name for a charge that the shopper can save: it comes with the refusal, and goes into
    /// the session in which the shopper confirms.
    StepUpId
}
