//! Hands Klarna's name for a call on to the page, whose support trail keeps it.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use klarna_payments::LastCall;

/// [`checkout_contract::KLARNA_CORRELATION_ID`], as HTTP libraries write it.
const NAME: HeaderName = HeaderName::from_static("klarna-correlation-id");

pub(super) async fn hand_on(request: Request, next: Next) -> Response {
    let last = LastCall::default();
    let mut response = last.clone().of(next.run(request)).await;
    let id = last.correlation_id();
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(id.as_str()).ok()) {
        response.headers_mut().insert(NAME, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_contracts() {
        assert_eq!(
            checkout_contract::KLARNA_CORRELATION_ID.to_lowercase(),
            NAME.as_str()
        );
    }
}
