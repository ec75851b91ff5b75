//! The `OpenAPI` document and the Rust types say the same, in both directions.

use std::collections::BTreeSet;

use checkout_contract::{
    Approval, Code, Currency, FraudStatus, IDEMPOTENCY_KEY, Intent, NewSession, Outcome,
    OutcomeStatus, PROBLEM_JSON, Problem, Session, SessionState, Status,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json, to_value};

use crate::samples;

fn document() -> Value {
    serde_saphyr::from_str(include_str!("../../openapi.yaml")).unwrap()
}

/// Follows a `$ref` of the document, if it is one.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document
            .pointer(reference.strip_prefix('#').unwrap())
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

fn schema<'a>(document: &'a Value, name: &str) -> &'a Value {
    &document["components"]["schemas"][name]
}

fn texts(value: &Value) -> BTreeSet<String> {
    let texts = value.as_array().into_iter().flatten();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect()
}

/// The schema lists exactly the fields of a value with all fields set, and requires exactly those
/// of one with all that can be left out left out.
fn assert_fields(name: &str, full: &impl Serialize, least: &impl Serialize) {
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
}

/// The schema lists exactly these values, as they are written.
fn assert_values<T: Serialize>(name: &str, values: &[T]) {
    let written = values.iter().map(|value| to_value(value).unwrap());
    let written: BTreeSet<_> = written
        .map(|value| value.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts(&schema(&document(), name)["enum"]), written, "{name}");
}

/// The values that a closed enum reads: those that its reader lists when it meets another.
fn read_values<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(json!("?")) else {
        panic!("it reads anything");
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

/// Checks a value against the part of JSON Schema that the document uses.
fn assert_fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolve(document, schema);
    let kind = match value {
        Value::String(_) => "string",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
    };
    assert_eq!(schema["type"], kind, "{at}");
    if let Some(values) = schema.get("enum") {
        assert!(
            texts(values).contains(value.as_str().unwrap()),
            "{at}: {value}"
        );
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        assert_fits(document, &schema["items"], item, &format!("{at}[{index}]"));
    }
    if value.is_object() {
        let missing: Vec<_> = texts(&schema["required"])
            .difference(&keys(value))
            .cloned()
            .collect();
        assert!(missing.is_empty(), "{at} lacks {missing:?}");
    }
    for (key, field) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        let field_schema = schema["properties"].get(key);
        let field_schema = field_schema.unwrap_or_else(|| panic!("{at} is not in the document"));
        assert_fits(document, field_schema, field, &at);
    }
}

#[test]
fn the_schemas_have_the_fields_of_the_types() {
    assert_fields(
        "NewSession",
        &samples::new_session(),
        &samples::new_session(),
    );
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
        &full.asset_urls,
        &checkout_contract::AssetUrls::default(),
    );
    let [full, least] = samples::outcomes();
    assert_fields("Outcome", &full, &least);
    let [full, least] = samples::statuses();
    assert_fields("Status", &full, &least);
    let [full, least] = samples::problems();
    assert_fields("Problem", &full, &least);
}

#[test]
fn the_schemas_have_the_values_of_the_enums() {
    assert_values("Intent", &Intent::ALL);
    assert_values("Currency", &Currency::ALL);
    assert_values("Code", &Code::ALL);
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
}

#[test]
fn requests_take_no_other_fields_and_answers_do() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let closed = schema.get("additionalProperties") == Some(&json!(false));
        let is_request = matches!(name.as_str(), "NewSession" | "Approval");
        assert_eq!(closed, is_request, "{name}");
    }
}

#[test]
fn the_calls_are_those_of_the_contract() {
    let document = document();
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in keys(item).into_iter().filter(|key| key != "parameters") {
            calls.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let expected = [
        "GET /sessions/{id}",
        "POST /sessions",
        "POST /sessions/{id}/authorization",
        "POST /sessions/{id}/refresh",
    ];
    assert_eq!(calls, BTreeSet::from(expected.map(str::to_owned)));
    let header = &document["components"]["parameters"]["IdempotencyKey"];
    assert_eq!(header["name"], IDEMPOTENCY_KEY);
    assert_eq!(
        document["servers"][0]["variables"]["base"]["default"],
        "/klarna"
    );
}

/// Every call with each of its bodies: the operation, `request` or a status, and the media type's
/// object.
fn bodies(document: &Value) -> Vec<(String, String, String, Value)> {
    let mut bodies = Vec::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item
            .as_object()
            .unwrap()
            .values()
            .filter(|part| part.is_object())
        {
            let id = operation["operationId"].as_str().unwrap();
            let request = operation.get("requestBody").map(|body| ("request", body));
            let responses = operation["responses"].as_object().unwrap();
            let responses = responses
                .iter()
                .map(|(status, body)| (status.as_str(), body));
            for (part, body) in request.into_iter().chain(responses) {
                let content = resolve(document, body)["content"].as_object().unwrap();
                for (media, body) in content {
                    let part = (id.to_owned(), part.to_owned(), media.clone(), body.clone());
                    bodies.push(part);
                }
            }
        }
    }
    bodies
}

/// The values of a body's examples.
fn examples(document: &Value, body: &Value) -> Vec<(String, Value)> {
    let examples = body.get("examples").and_then(Value::as_object);
    examples
        .into_iter()
        .flatten()
        .map(|(name, example)| (name.clone(), resolve(document, example)["value"].clone()))
        .collect()
}

#[test]
fn every_code_is_listed_with_its_status() {
    let document = document();
    let listed = schema(&document, "Code")["x-status"].as_object().unwrap();
    assert_eq!(listed.len(), Code::ALL.len());
    for code in Code::ALL {
        assert_eq!(listed[&written(code)], code.status(), "{code:?}");
    }
}

#[test]
fn every_problem_stands_under_its_status_and_every_code_under_some_call() {
    let document = document();
    let mut seen = BTreeSet::new();
    for (operation, status, media, body) in bodies(&document) {
        let is_problem = status.starts_with(['4', '5']);
        assert_eq!(media == PROBLEM_JSON, is_problem, "{operation} {status}");
        if !is_problem {
            continue;
        }
        for (name, example) in examples(&document, &body) {
            let problem: Problem = decode(&example);
            let mut expected = Problem::new(problem.code, "");
            expected.detail.clone_from(&problem.detail);
            assert_eq!(problem, expected, "{operation} {status}");
            assert_eq!(problem.status.to_string(), status, "{operation}");
            assert_eq!(name, written(problem.code), "{operation} {status}");
            seen.insert(name);
        }
    }
    assert_eq!(seen, Code::ALL.into_iter().map(written).collect());
}

#[test]
fn every_example_fits_its_schema_and_its_type() {
    let document = document();
    let mut count = 0;
    for (operation, part, _, body) in bodies(&document) {
        for (name, example) in examples(&document, &body) {
            let at = format!("{operation} {part} {name}");
            assert_fits(&document, &body["schema"], &example, &at);
            match body["schema"]["$ref"]
                .as_str()
                .unwrap()
                .rsplit_once('/')
                .unwrap()
                .1
            {
                "NewSession" => same::<NewSession>(&example, &at),
                "Approval" => same::<Approval>(&example, &at),
                "Session" => same::<Session>(&example, &at),
                "Status" => same::<Status>(&example, &at),
                "Outcome" => same::<Outcome>(&example, &at),
                "Problem" => same::<Problem>(&example, &at),
                other => panic!("{at}: no type for {other}"),
            }
            count += 1;
        }
    }
    assert!(count >= 20, "only {count} examples were found");
}

/// The value, read into the type and written again, is the same.
fn same<T: Serialize + DeserializeOwned>(example: &Value, at: &str) {
    let read: T = decode(example);
    assert_eq!(to_value(read).unwrap(), *example, "{at}");
}

fn decode<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn written(code: Code) -> String {
    to_value(code).unwrap().as_str().unwrap().to_owned()
}
