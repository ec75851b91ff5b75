//! The bearer token of the merchant's own calls.

use std::{fmt, str::FromStr};

use subtle::ConstantTimeEq;

/// Characters that a token has at least.
const SHORTEST: usize = 16;

/// The bearer token that authorizes the merchant's own calls, below `/merchant`. `Debug` does not
/// show it.
///
/// Whoever has it reads every order and charges every subscriber: make it of random characters.
#[derive(Clone)]
pub struct MerchantToken(String);

/// A text that is no merchant token: too short, or with characters that a header cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a merchant token is at least 16 visible ASCII characters, better 32 random ones")]
#[non_exhaustive]
pub struct InvalidMerchantToken;

impl MerchantToken {
    /// Compares in a time that does not depend on the characters, only on their number.
    pub(crate) fn is(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

impl FromStr for MerchantToken {
    type Err = InvalidMerchantToken;

    fn from_str(text: &str) -> Result<Self, InvalidMerchantToken> {
        let fits = text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidMerchantToken)
    }
}

impl fmt::Debug for MerchantToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MerchantToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_visible_and_not_shown() {
        let token: MerchantToken = "0123456789abcdef".parse().unwrap();
        assert!(token.is("0123456789abcdef"));
        for other in [
            "",
            "0123456789abcde",
            "0123456789abcdeF",
            "0123456789abcdef0",
        ] {
            assert!(!token.is(other), "{other}");
        }
        assert_eq!(format!("{token:?}"), "MerchantToken(…)");
        for unfit in [
            "",
            "0123456789abcde",
            "0123456789 abcdef",
            "0123456789abcdeé",
        ] {
            assert!(unfit.parse::<MerchantToken>().is_err(), "{unfit}");
        }
    }
}
