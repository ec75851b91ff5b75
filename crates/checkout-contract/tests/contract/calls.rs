//! The document's calls, their answers, and its examples.

use std::collections::BTreeSet;

use checkout_contract::{
    Approval, AuthorizationCallback, Code, IDEMPOTENCY_KEY, KLARNA_CORRELATION_ID, NewSession,
    OrderNotification, Outcome, PROBLEM_JSON, Problem, Session, Status,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json, to_value};

use crate::document::{assert_fits, document, keys, resolve, schema};

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
        "POST /callbacks/authorization/{secret}",
        "POST /callbacks/notification/{secret}",
        "POST /callbacks/push/{secret}",
        "POST /sessions",
        "POST /sessions/{id}/authorization",
        "POST /sessions/{id}/refresh",
    ];
    assert_eq!(calls, BTreeSet::from(expected.map(str::to_owned)));
    let header = &document["components"]["parameters"]["IdempotencyKey"];
    assert_eq!(header["name"], IDEMPOTENCY_KEY);
    // Of success and failure.
    let answers = [
        &document["paths"]["/sessions"]["post"]["responses"]["201"],
        &document["components"]["responses"]["Unavailable"],
    ];
    for answer in answers {
        assert!(answer["headers"][KLARNA_CORRELATION_ID].is_object());
    }
    assert_eq!(
        document["servers"][0]["variables"]["base"]["default"],
        "/klarna"
    );
}

/// Returns every body of every call: the operation, `request` or a status, the media type, and its
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
                let content = resolve(document, body).get("content");
                // Klarna repeats a notification until the status is 200; its body says nothing.
                let is_empty = part == "204" || (id, part) == ("notificationCallback", "200");
                assert_eq!(content.is_none(), is_empty, "{id} {part}");
                let content = content.and_then(Value::as_object);
                for (media, body) in content.into_iter().flatten() {
                    let part = (id.to_owned(), part.to_owned(), media.clone(), body.clone());
                    bodies.push(part);
                }
            }
        }
    }
    bodies
}

/// Returns the names and values of a body's examples.
fn examples(document: &Value, body: &Value) -> Vec<(String, Value)> {
    let examples = body.get("examples").and_then(Value::as_object);
    examples
        .into_iter()
        .flatten()
        .map(|(name, example)| (name.clone(), resolve(document, example)["value"].clone()))
        .collect()
}

/// Klarna repeats a call until the answer is a success, so the document lists each callback's answers.
#[test]
fn klarnas_calls_are_answered_with_nothing_or_a_problem() {
    let document = document();
    let failures = ["404", "422", "4XX", "500"];
    for (kind, answers) in [
        ("authorization", &["204"][..]),
        ("notification", &["200", "503"]),
        ("push", &["204", "503"]),
    ] {
        let item = &document["paths"][format!("/callbacks/{kind}/{{secret}}")];
        let responses = keys(&item["post"]["responses"]);
        let expected = failures.iter().chain(answers).map(ToString::to_string);
        assert_eq!(responses, expected.collect(), "{kind}");
        let parameter = resolve(&document, &item["parameters"][0]);
        assert_eq!(parameter["name"], "secret", "{kind}");
        assert_eq!(parameter["in"], "path", "{kind}");
        assert_eq!(item["post"]["tags"], json!(["Callbacks"]), "{kind}");
    }
    let push = &document["paths"]["/callbacks/push/{secret}"];
    let order = resolve(&document, &push["parameters"][1]);
    assert_eq!(
        (&order["name"], &order["in"]),
        (&json!("order_id"), &json!("query"))
    );
    assert_eq!(order["required"], true);
    assert!(push["post"].get("requestBody").is_none());
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
                "NewSession" => assert_same::<NewSession>(&example, &at),
                "Approval" => assert_same::<Approval>(&example, &at),
                "Session" => assert_same::<Session>(&example, &at),
                "Status" => assert_same::<Status>(&example, &at),
                "Outcome" => assert_same::<Outcome>(&example, &at),
                "Problem" => assert_same::<Problem>(&example, &at),
                "AuthorizationCallback" => assert_same::<AuthorizationCallback>(&example, &at),
                "OrderNotification" => assert_same::<OrderNotification>(&example, &at),
                other => panic!("{at}: no type for {other}"),
            }
            count += 1;
        }
    }
    assert!(count >= 20, "only {count} examples were found");
}

/// Asserts that the example survives a round trip through the type.
fn assert_same<T: Serialize + DeserializeOwned>(example: &Value, at: &str) {
    let read: T = decode(example);
    assert_eq!(to_value(read).unwrap(), *example, "{at}");
}

fn decode<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn written(code: Code) -> String {
    to_value(code).unwrap().as_str().unwrap().to_owned()
}
