//! Round trips, tolerance for newer servers, and debug output.

use checkout_contract::{
    Approval, AuthorizationCallback, Code, FraudStatus, NewSession, OrderNotification, Outcome,
    Problem, Session, Status,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

use crate::samples;

/// Asserts that each value is the same after a round trip.
fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let written = to_value(value).unwrap();
        assert_eq!(from_value::<T>(written).unwrap(), *value);
    }
}

/// Asserts that unknown fields change nothing.
fn assert_tolerates_unknown_fields<
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
>(
    values: &[T],
) {
    for value in values {
        let mut written = to_value(value).unwrap();
        add_to_every_object(&mut written);
        assert_eq!(from_value::<T>(written).unwrap(), *value);
    }
}

fn add_to_every_object(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_to_every_object);
            fields.insert("new_in_a_later_server".into(), json!({"a": [1]}));
        }
        Value::Array(items) => items.iter_mut().for_each(add_to_every_object),
        _ => {}
    }
}

#[test]
fn every_type_survives_a_round_trip() {
    assert_round_trip(&[samples::new_session()]);
    assert_round_trip(&[samples::approval()]);
    assert_round_trip(&[samples::session()]);
    assert_round_trip(&samples::outcomes());
    assert_round_trip(&samples::statuses());
    assert_round_trip(&samples::problems());
    assert_round_trip(&[samples::authorization_callback()]);
    assert_round_trip(&[samples::order_notification()]);
}

#[test]
fn answers_may_have_unknown_fields() {
    assert_tolerates_unknown_fields(&[samples::session()]);
    assert_tolerates_unknown_fields(&samples::outcomes());
    assert_tolerates_unknown_fields(&samples::statuses());
    assert_tolerates_unknown_fields(&samples::problems());
}

/// Klarna sends merchant references and times, and may add fields.
#[test]
fn klarnas_calls_may_have_unknown_fields() {
    assert_tolerates_unknown_fields(&[samples::authorization_callback()]);
    assert_tolerates_unknown_fields(&[samples::order_notification()]);
}

#[test]
fn a_call_of_klarnas_without_a_field_or_with_an_unknown_decision_is_an_error() {
    for missing in [
        json!({"session_id": "k"}),
        json!({"authorization_token": "a"}),
    ] {
        assert!(from_value::<AuthorizationCallback>(missing).is_err());
    }
    for odd in [
        json!({"order_id": "o"}),
        json!({"event_type": "FRAUD_RISK_ACCEPTED"}),
        json!({"order_id": "o", "event_type": "FRAUD_RISK_STOPPED"}),
        json!({"order_id": "o", "event_type": "ACCEPTED"}),
    ] {
        assert!(from_value::<OrderNotification>(odd).is_err());
    }
}

#[test]
fn unknown_fields_of_requests_are_errors() {
    let with_more = |value: Value| {
        let mut value = value;
        value["amount"] = json!(1);
        value
    };
    let new_session = to_value(samples::new_session()).unwrap();
    assert!(from_value::<NewSession>(with_more(new_session)).is_err());
    let approval = to_value(samples::approval()).unwrap();
    assert!(from_value::<Approval>(with_more(approval)).is_err());
}

#[test]
fn unknown_values_of_answers_are_errors() {
    let mut session = to_value(samples::session()).unwrap();
    session["intent"] = json!("give");
    assert!(from_value::<Session>(session).is_err());
    assert!(from_value::<Outcome>(json!({"status": "paid", "token_stored": true})).is_err());
    assert!(from_value::<Status>(json!({"status": "perhaps"})).is_err());
}

#[test]
fn an_unknown_code_is_an_internal_error() {
    let problem: Problem = from_value(json!({
        "title": "Out of stock", "status": 409, "code": "out_of_stock",
    }))
    .unwrap();
    assert_eq!(problem.code, Code::Internal);
    assert_eq!(problem.kind, "about:blank");
    assert_eq!(problem.status, 409);
}

#[test]
fn an_unknown_fraud_status_is_pending() {
    let outcome: Outcome = from_value(json!({
        "status": "placed", "fraud_status": "LOOKING", "token_stored": false,
    }))
    .unwrap();
    assert_eq!(outcome.fraud_status, Some(FraudStatus::Pending));
}

#[test]
fn each_code_has_a_title_of_its_own() {
    let mut titles: Vec<_> = Code::ALL.iter().map(|code| code.title()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), Code::ALL.len());
}

#[test]
fn a_log_shows_no_token() {
    for shown in [
        format!("{:?}", samples::session()),
        format!("{:?}", samples::approval()),
    ] {
        assert!(!shown.contains(samples::TOKEN), "{shown}");
        assert!(shown.contains("cart_version"), "{shown}");
    }
    let shown = format!("{:?}", samples::authorization_callback());
    assert!(!shown.contains(samples::TOKEN), "{shown}");
}
