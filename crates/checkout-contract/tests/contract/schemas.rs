//! The document's schemas and the Rust types are equal, in both directions.

use std::collections::BTreeSet;

use checkout_contract::{
    Code, Currency, FraudDecision, FraudStatus, Intent, OutcomeStatus, SessionState,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{json, to_value};

use crate::{
    document::{assert_fits, document, keys, schema, texts},
    samples,
};

/// Asserts that the schema lists exactly the fields of `full`, a value with every field set, and
/// requires exactly those of `least`, a value with every optional field left out; and that no
/// required field has a default.
fn assert_fields<T: Serialize + DeserializeOwned>(name: &str, full: &T, least: &T) {
    let document = document();
    let schema = schema(&document, name);
    let (full, least) = (to_value(full).unwrap(), to_value(least).unwrap());
    assert_eq!(keys(&schema["properties"]), keys(&full), "{name}: fields");
    assert_eq!(
        texts(&schema["required"]),
        keys(&least),
        "{name}: required fields"
    );
    assert_fits(&document, schema, &full, name);
    assert_fits(&document, schema, &least, name);
    for field in keys(&least) {
        // RFC 9457: a problem without a type is `about:blank`.
        let has_default = (name, field.as_str()) == ("Problem", "type");
        let mut without = full.clone();
        without.as_object_mut().unwrap().remove(&field);
        let read = serde_json::from_value::<T>(without);
        assert_eq!(read.is_ok(), has_default, "{name} without {field}");
    }
}

/// Asserts that the schema lists exactly these values, as JSON has them.
fn assert_values<T: Serialize>(name: &str, values: &[T]) {
    let written = values.iter().map(|value| to_value(value).unwrap());
    let written: BTreeSet<_> = written
        .map(|value| value.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts(&schema(&document(), name)["enum"]), written, "{name}");
}

/// Returns the values that a closed enum accepts, from the error about another one.
fn read_values<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(json!("?")) else {
        panic!("the enum accepts any value");
    };
    let error = error.to_string();
    let (_, expected) = error.split_once("expected").unwrap();
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_schemas_have_the_fields_of_the_types() {
    let usual = checkout_contract::NewSession {
        auto_finalize: true,
        ..samples::new_session()
    };
    assert_fields("NewSession", &samples::new_session(), &usual);
    assert_fields("Approval", &samples::approval(), &samples::approval());
    let once = checkout_contract::Session {
        subscriptions: Vec::new(),
        ..samples::session()
    };
    assert_fields("Session", &samples::session(), &once);
    assert_fields("SubscriptionTerms", &samples::terms(), &samples::terms());
    assert_fields("Money", &samples::money(), &samples::money());
    let [full, least] = samples::categories();
    assert_fields("PaymentMethodCategory", &full, &least);
    assert_fields(
        "AssetUrls",
        &full.asset_urls.clone().unwrap(),
        &checkout_contract::AssetUrls::default(),
    );
    let [full, least] = samples::outcomes();
    assert_fields("Outcome", &full, &least);
    let [full, least] = samples::statuses();
    assert_fields("Status", &full, &least);
    let [full, least] = samples::problems();
    assert_fields("Problem", &full, &least);
    let callback = samples::authorization_callback();
    assert_fields("AuthorizationCallback", &callback, &callback);
    let notification = samples::order_notification();
    assert_fields("OrderNotification", &notification, &notification);
}

#[test]
fn the_schemas_have_the_values_of_the_enums() {
    assert_values("Intent", &Intent::ALL);
    assert_values("Currency", &Currency::ALL);
    assert_values("Code", &Code::ALL);
    assert_values("FraudDecision", &FraudDecision::ALL);
    let fraud = [
        FraudStatus::Accepted,
        FraudStatus::Pending,
        FraudStatus::Rejected,
    ];
    assert_values("FraudStatus", &fraud);
    let document = document();
    let values = |name: &str| texts(&schema(&document, name)["enum"]);
    assert_eq!(values("OutcomeStatus"), read_values::<OutcomeStatus>());
    assert_eq!(values("SessionState"), read_values::<SessionState>());
    assert_eq!(values("FraudDecision"), read_values::<FraudDecision>());
}

#[test]
fn only_requests_of_a_page_deny_unknown_fields() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let closed = schema.get("additionalProperties") == Some(&json!(false));
        let is_request = matches!(name.as_str(), "NewSession" | "Approval");
        assert_eq!(closed, is_request, "{name}");
    }
}
