//! Klarna's names for things, as types of their own that cannot be mixed up. They are no secrets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Defines an id: transparent for serde, readable in `Debug` and `Display`.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as Klarna gave it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Klarna's name for a payment session. Keep it on the server: browsers need only the
    /// [`ClientToken`](crate::ClientToken).
    SessionId
}
id! {
    /// Klarna's name for an order.
    OrderId
}
id! {
    /// Klarna's name for one call, to quote when asking Klarna about it.
    CorrelationId
}
