use proptest::prelude::*;

use super::{super::Repetition, *};

fn refusal(call: Call, status: u16, body: &str) -> KlarnaError {
    Answer {
        status,
        body: Some(body.as_bytes().to_vec()),
        ..Answer::default()
    }
    .refusal(call)
}

fn body(code: &str, message: &str) -> String {
    format!(r#"{{"correlation_id":"6b1e-1","error_code":"{code}","error_messages":["{message}"]}}"#)
}

/// The variant's name, for comparing.
fn name(error: &KlarnaError) -> String {
    let debug = format!("{error:?}");
    debug
        .split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn every_row_of_klarnas_error_table_is_its_own_decision() {
    use Call::{
        CancelAuthorization, CreateOrder, CreateSession, ReadOrder, ReadSession, UpdateSession,
    };
    for (call, status, code, message, decision) in [
        (
            CreateSession,
            400,
            "BAD_VALUE",
            "Bad value: locale",
            "BadValue",
        ),
        (CreateSession, 400, "BAD_REQUEST", "", "BadValue"),
        (CreateSession, 401, "UNAUTHORIZED", "", "Unauthorized"),
        (CreateSession, 403, "MERCHANT_INACTIVE", "", "Forbidden"),
        (CreateSession, 403, "PERMISSION_DENIED", "", "Forbidden"),
        (CreateSession, 403, "INVALID_OPERATION", "", "Forbidden"),
        (CreateOrder, 403, "REJECTED", "", "Rejected"),
        (
            CreateOrder,
            403,
            "INVALID_OPERATION",
            "Authorization token already consumed",
            "AuthorizationSpent",
        ),
        (UpdateSession, 404, "NOT_FOUND", "", "SessionNotFound"),
        (ReadSession, 404, "NOT_FOUND", "", "SessionNotFound"),
        (CreateOrder, 404, "NOT_FOUND", "", "AuthorizationNotFound"),
        (
            CancelAuthorization,
            404,
            "NOT_FOUND",
            "",
            "AuthorizationNotFound",
        ),
        (
            UpdateSession,
            404,
            "SESSION_COMPLETED",
            "",
            "SessionCompleted",
        ),
        (
            CreateOrder,
            404,
            "SESSION_COMPLETED",
            "",
            "SessionCompleted",
        ),
        (
            CreateOrder,
            409,
            "BAD_VALUE",
            "Not matching fields: [billing_address.postal_code]",
            "NotMatching",
        ),
        (
            CreateOrder,
            409,
            "BAD_VALUE",
            "order already completed with different request body",
            "AuthorizationSpent",
        ),
        (ReadOrder, 404, "NO_SUCH_ORDER", "", "OrderNotFound"),
        (ReadOrder, 400, "INVALID_ORDER_ID", "", "BadValue"),
        (ReadOrder, 401, "UNAUTHORIZED", "", "Unauthorized"),
        (ReadOrder, 500, "UNEXPECTED_ERROR", "", "Unavailable"),
        (CreateOrder, 429, "", "", "RateLimited"),
        (CreateOrder, 500, "INTERNAL_SERVER_ERROR", "", "Unavailable"),
        (CreateOrder, 503, "SERVICE_UNAVAILABLE", "", "Unavailable"),
        (CreateOrder, 418, "TEAPOT", "", "Refused"),
    ] {
        let error = refusal(call, status, &body(code, message));
        assert_eq!(name(&error), decision, "{call:?} {status} {code} {message}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.correlation_id().unwrap().as_str(), "6b1e-1");
    }
}

#[test]
fn an_error_without_klarnas_body_is_still_judged_by_its_status() {
    for odd in [
        "",
        "<html>no</html>",
        "[]",
        "7",
        r#"{"error_code":7}"#,
        r#"{"error_messages":"x"}"#,
    ] {
        for (status, decision) in [
            (302, "Refused"),
            (400, "BadValue"),
            (401, "Unauthorized"),
            (403, "Forbidden"),
            // A wrong host, not a wrong token.
            (404, "Refused"),
            (409, "Refused"),
            (429, "RateLimited"),
            (500, "Unavailable"),
            (502, "Unavailable"),
        ] {
            let error = refusal(Call::CreateOrder, status, odd);
            assert_eq!(name(&error), decision, "{status} {odd}");
        }
    }
}

#[test]
fn the_correlation_id_is_that_of_the_body_or_else_of_the_header() {
    let answer = |body: &str| Answer {
        status: 400,
        correlation_id: Some(CorrelationId::new("header")),
        retry_after: None,
        body: Some(body.as_bytes().to_vec()),
    };
    let id = |body| {
        let error = answer(body).refusal(Call::ReadSession);
        error.correlation_id().unwrap().as_str().to_owned()
    };
    assert_eq!(id(r#"{"correlation_id":"body"}"#), "body");
    assert_eq!(id("{}"), "header");
    assert_eq!(id(r#"{"correlation_id":"not an id\n"}"#), "header");
}

#[test]
fn a_success_that_says_something_when_it_should_say_nothing_is_malformed() {
    let answer = |body: Option<&str>| Answer {
        status: 204,
        body: body.map(|text| text.as_bytes().to_vec()),
        ..Answer::default()
    };
    answer(Some("")).nothing().unwrap();
    assert!(answer(Some("<html>")).nothing().is_err());
    assert!(answer(None).nothing().is_err());
}

#[test]
fn a_wait_is_read_in_seconds() {
    assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
    for odd in ["", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"] {
        assert_eq!(retry_after(odd), None);
    }
}

/// One sentence of Klarna's stands for two refusals: what was used up, and what never could be.
#[test]
fn an_authorization_that_was_used_is_told_from_one_of_the_wrong_intent() {
    for (call, message, decision) in [
        (
            Call::CreateCustomerToken,
            "Not allowed to create customer tokens for intent buy",
            "IntentForbids",
        ),
        (
            Call::CreateOrder,
            "Not allowed to create orders for intent tokenize",
            "IntentForbids",
        ),
        (
            Call::CreateCustomerToken,
            "Authorization token already consumed",
            "AuthorizationSpent",
        ),
        (Call::CreateOrder, "", "AuthorizationSpent"),
        (Call::CreateSession, "intent", "Forbidden"),
    ] {
        let error = refusal(call, 403, &body("INVALID_OPERATION", message));
        assert_eq!(name(&error), decision, "{call:?} {message}");
    }
}

#[test]
fn every_row_of_the_token_orders_error_table_says_whether_to_ask_again() {
    use Repetition::{Later, Never, Now};
    for (status, code, message, decision, repetition, settles) in [
        (400, "BAD_REQUEST", "", "BadValue", Never, true),
        (400, "BAD_VALUE", "", "BadValue", Never, true),
        (401, "UNAUTHORIZED", "", "Unauthorized", Later, false),
        (403, "TOKEN_SUSPENDED", "", "TokenSuspended", Never, true),
        (403, "TOKEN_CANCELLED", "", "TokenCancelled", Never, true),
        (403, "TOKEN_CANCELED", "", "TokenCancelled", Never, true),
        (403, "TOKEN_FORBIDDEN", "", "TokenForbidden", Never, true),
        (
            403,
            "UNAVAILABLE_PAYMENT_METHOD",
            "",
            "PaymentMethodUnavailable",
            Never,
            true,
        ),
        (
            403,
            "PAYMENT_METHOD_CURRENCY_MISMATCH",
            "",
            "PaymentMethodCurrency",
            Never,
            true,
        ),
        (
            403,
            "PAYMENT_METHOD_FAILED",
            "",
            "PaymentMethodFailed",
            Later,
            true,
        ),
        (403, "REJECTED", "", "Rejected", Never, true),
        (403, "MERCHANT_INACTIVE", "", "Forbidden", Later, false),
        (403, "PERMISSION_DENIED", "", "Forbidden", Later, false),
        (403, "INVALID_OPERATION", "", "Forbidden", Later, false),
        (404, "TOKEN_NOT_FOUND", "", "TokenNotFound", Never, true),
        (404, "NOT_FOUND", "", "TokenNotFound", Never, true),
        (409, "BAD_VALUE", "", "KeyReused", Never, false),
        (409, "IDEMPOTENCY_CONFLICT", "", "KeyReused", Never, false),
        (
            409,
            "BAD_VALUE",
            "Not matching fields: [order_lines]",
            "NotMatching",
            Never,
            true,
        ),
        (429, "", "", "RateLimited", Now, false),
        (500, "INTERNAL_SERVER_ERROR", "", "Unavailable", Now, false),
        (503, "SERVICE_UNAVAILABLE", "", "Unavailable", Now, false),
    ] {
        let error = refusal(Call::CreateTokenOrder, status, &body(code, message));
        assert_eq!(name(&error), decision, "{status} {code}");
        assert_eq!(error.repetition(), repetition, "{status} {code}");
        assert_eq!(error.settles_key(), settles, "{status} {code}");
        assert_eq!(error.code().unwrap_or_default(), code);
    }
}

#[test]
fn a_rejection_is_read_from_the_fraud_status_where_the_code_says_nothing() {
    let rejected = |code: &str| {
        let body = format!(r#"{{"error_code":"{code}","fraud_status":"REJECTED","reason":"x"}}"#);
        name(&refusal(Call::CreateTokenOrder, 403, &body))
    };
    assert_eq!(rejected("SOMETHING_NEW"), "Rejected");
    // The code says more: another day it may be accepted.
    assert_eq!(rejected("PAYMENT_METHOD_FAILED"), "PaymentMethodFailed");
}

#[test]
fn a_cancellation_is_accepted_with_or_without_words() {
    let answer = |body: Option<&str>| Answer {
        status: 202,
        body: body.map(|text| text.as_bytes().to_vec()),
        ..Answer::default()
    };
    answer(Some("")).accepted().unwrap();
    answer(Some("{}")).accepted().unwrap();
    assert!(answer(Some("<html>")).accepted().is_err());
    assert!(answer(None).accepted().is_err());
}

proptest! {
    /// Whatever comes, it is an error, and none of it is shown unless it is a code, an id or a
    /// field's name.
    #[test]
    fn an_error_never_quotes_the_answer(
        call in proptest::sample::select(Call::ALL.to_vec()),
        status in 300..600_u16,
        code in "[A-Za-z ]{0,20}",
        message in "Bad value: [A-Z][a-z]{3,9}@[A-Z]{4}",
    ) {
        let error = refusal(call, status, &body(&code, &message));
        let shown = format!("{error} {error:?}");
        prop_assert!(!shown.contains('@'), "{}", shown);
    }

    #[test]
    fn what_may_be_repeated_at_once_was_not_decided_on(
        call in proptest::sample::select(Call::ALL.to_vec()),
        status in 300..600_u16,
        code in "[A-Z_]{0,20}",
    ) {
        let error = refusal(call, status, &body(&code, ""));
        let now = error.repetition() == Repetition::Now;
        prop_assert_eq!(error.is_retryable(), now);
        prop_assert!(!error.outcome_unknown() || now);
        prop_assert!(!(now && error.settles_key()));
    }

    #[test]
    fn no_bytes_make_it_panic(
        status in 200..600_u16,
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let answer = || Answer { status, body: Some(bytes.clone()), ..Answer::default() };
        let _ = answer().refusal(Call::CreateOrder);
        let _ = answer().nothing();
        let _ = answer().value::<crate::PlacedOrder>();
        let _ = answer().value::<crate::ManagedOrder>();
    }
}
