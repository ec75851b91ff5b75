//! Recognising a token and a request again without keeping them.

use checkout_contract::Approval;
use klarna_payments::AuthorizationToken;
use sha2::{Digest, Sha256};

/// Tells one secret from another.
pub(crate) fn of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Tells one token from another.
pub(crate) fn of_token(token: &AuthorizationToken) -> String {
    of_text(token.expose())
}

/// Tells one approval from another: the same key must come with the same one.
pub(crate) fn of_approval(approval: &Approval) -> String {
    let version = approval.cart_version.to_be_bytes();
    // The version has a fixed length and comes first: no two approvals read the same.
    let token = approval.authorization_token.expose();
    hex::encode(
        Sha256::new_with_prefix(version)
            .chain_update(token)
            .finalize(),
    )
}
