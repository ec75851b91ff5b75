use proptest::prelude::*;

use super::*;

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
    use Call::{CancelAuthorization, CreateOrder, CreateSession, ReadSession, UpdateSession};
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
fn fields_are_read_from_klarnas_messages() {
    for (message, expected) in [
        ("Bad value: order_lines", vec!["order_lines"]),
        (
            "Bad value: order_lines[0].tax_rate, locale",
            vec!["order_lines[0].tax_rate", "locale"],
        ),
        (
            "Not matching fields: [billing_address.postal_code]",
            vec!["billing_address.postal_code"],
        ),
        (
            "Not matching fields: [a.b, order_lines[1], order_lines[2]]",
            vec!["a.b", "order_lines[1]", "order_lines[2]"],
        ),
        ("Bad value: Alice, customer@email.se", vec![]),
        ("Something else", vec![]),
    ] {
        assert_eq!(fields(&[message.to_owned()]), expected, "{message}");
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

proptest! {
    /// Whatever comes, it is an error, and none of it is shown unless it is a code, an id or a
    /// field's name.
    #[test]
    fn an_error_never_quotes_the_answer(
        status in 300..600_u16,
        code in "[A-Za-z ]{0,20}",
        message in "Bad value: [A-Z][a-z]{3,9}@[A-Z]{4}",
    ) {
        let error = refusal(Call::CreateOrder, status, &body(&code, &message));
        let shown = format!("{error} {error:?}");
        prop_assert!(!shown.contains('@'), "{}", shown);
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
    }

    #[test]
    fn any_message_gives_only_field_names(message in any::<String>()) {
        for field in fields(&[format!("Bad value: {message}")]) {
            prop_assert!(is_field(&field));
        }
    }
}
