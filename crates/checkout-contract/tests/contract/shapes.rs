//! Written and read again; read from a newer server; shown in a log.

use checkout_contract::{
    Approval, AuthorizationCallback, Code, FraudStatus, NewSession, OrderNotification, Outcome,
    Problem, Session, Status,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

use crate::samples;

/// Written and read, the value is the same; and, if it is an answer, also with more in it.
fn survives<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let written = to_value(value).unwrap();
        assert_eq!(from_value::<T>(written).unwrap(), *value);
    }
}

fn tolerates_more<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
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
fn every_type_survives_being_written_and_read() {
    survives(&[samples::new_session()]);
    survives(&[samples::approval()]);
    survives(&[samples::session()]);
    survives(&samples::outcomes());
    survives(&samples::statuses());
    survives(&samples::problems());
    survives(&[samples::authorization_callback()]);
    survives(&[samples::order_notification()]);
}

#[test]
fn answers_may_say_more_than_the_reader_knows() {
    tolerates_more(&[samples::session()]);
    tolerates_more(&samples::outcomes());
    tolerates_more(&samples::statuses());
    tolerates_more(&samples::problems());
}

/// Klarna's own: with merchant references, a time, or what it thinks of next.
#[test]
fn klarnas_calls_may_say_more_than_the_reader_knows() {
    tolerates_more(&[samples::authorization_callback()]);
    tolerates_more(&[samples::order_notification()]);
}

#[test]
fn a_call_of_klarnas_that_lacks_what_matters_or_decides_nothing_is_an_error() {
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
fn requests_say_nothing_that_the_server_does_not_know() {
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
fn an_answer_that_lacks_what_matters_is_an_error() {
    for key in [
        "id",
        "client_token",
        "cart_version",
        "amount",
        "payment_method_categories",
    ] {
        let mut session = to_value(samples::session()).unwrap();
        session.as_object_mut().unwrap().remove(key);
        assert!(from_value::<Session>(session).is_err(), "{key}");
    }
    assert!(from_value::<Outcome>(json!({"order_id": "o-1"})).is_err());
    assert!(from_value::<Outcome>(json!({"status": "paid"})).is_err());
    assert!(from_value::<Status>(json!({"status": "perhaps"})).is_err());
    assert!(from_value::<Problem>(json!({"title": "x", "status": 500})).is_err());
}

#[test]
fn a_code_of_a_later_server_is_an_internal_error() {
    let problem: Problem = from_value(json!({
        "title": "Out of stock", "status": 409, "code": "out_of_stock",
    }))
    .unwrap();
    assert_eq!(problem.code, Code::Internal);
    assert_eq!(problem.kind, "about:blank");
    assert_eq!(problem.status, 409);
}

#[test]
fn a_risk_of_a_later_server_is_to_be_waited_for() {
    let outcome: Outcome = from_value(json!({
        "status": "placed", "fraud_status": "LOOKING", "token_stored": false,
    }))
    .unwrap();
    assert_eq!(outcome.fraud_status, Some(FraudStatus::Pending));
}

#[test]
fn codes_are_told_apart_by_their_titles() {
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
    let told = format!("{:?}", samples::authorization_callback());
    assert!(!told.contains(samples::TOKEN), "{told}");
}
