//! The secret in the addresses that Klarna calls: Klarna does not sign its calls.

use std::fmt;

use uuid::Uuid;

use crate::digest;

/// A secret of one session. Never shown; compared by its digest.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new one, of 244 random bits.
    pub(crate) fn random() -> Self {
        let (one, two) = (Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self(format!("{one}{two}"))
    }

    /// What stands in an address, whatever it is.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the address that Klarna is given. Never log it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Tells one secret from another without showing it.
    pub(crate) fn digest(&self) -> String {
        digest::of_text(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
