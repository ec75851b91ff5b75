//! The control API's document is what the router answers to, in both directions.

use std::collections::BTreeSet;

use klarna_sandbox::{FaultKind, State, router};
use serde_json::{Value, json};

use crate::{
    desk::{Answer, Desk, purchase},
    shopper::open_window,
    tokens::{charges::renewal, new_token, sign_up},
};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

fn document() -> Value {
    serde_saphyr::from_str(include_str!("../../openapi.yaml")).expect("YAML")
}

/// Follows a `$ref` of the document, if it is one.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

/// A call of the document.
struct Operation<'a> {
    method: String,
    path: &'a str,
    described: &'a Value,
}

impl Operation<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The example of its body; `null` where it takes none.
    fn body(&self) -> Value {
        self.described["requestBody"]["content"]["application/json"]["example"].clone()
    }

    fn statuses(&self) -> BTreeSet<&str> {
        let responses = self.described["responses"].as_object().expect("responses");
        responses.keys().map(String::as_str).collect()
    }
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, described) in item.as_object().expect("methods") {
            if method != "parameters" {
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path,
                    described,
                });
            }
        }
    }
    operations
}

/// The paths below `/sandbox` that the router knows. It has no list of them, but shows them.
fn routed_paths() -> BTreeSet<String> {
    let shown = format!("{:?}", router(State::new("http://127.0.0.1:1")));
    let paths = shown.split('"').filter(|text| text.starts_with("/sandbox"));
    paths.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_route_is_in_the_document_and_every_call_of_it_has_a_route() {
    let document = document();
    let documented: BTreeSet<String> = operations(&document).iter().map(Operation::name).collect();
    let desk = Desk::new();
    let mut routed = BTreeSet::new();
    for path in routed_paths() {
        for method in METHODS {
            let call = path.replace("{id}", "1");
            if desk.call(method, &call, Value::Null).await.status != 405 {
                routed.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(routed.contains("DELETE /sandbox/faults/{id}"), "{routed:?}");
    assert_eq!(documented, routed);
}

#[test]
fn every_call_has_a_name_of_its_own_and_a_known_tag() {
    let document = document();
    let tags = document["tags"].as_array().expect("tags");
    let mut names = BTreeSet::new();
    for operation in operations(&document) {
        let name = operation.described["operationId"].as_str().expect("a name");
        assert!(names.insert(name.to_owned()), "{name} is there twice");
        let tag = &operation.described["tags"][0];
        assert!(tags.iter().any(|known| known["name"] == *tag), "{tag}");
    }
}

#[test]
fn the_document_lists_the_kinds_of_faults() {
    let listed = document()["components"]["schemas"]["FaultKind"]["enum"].clone();
    assert_eq!(listed, json!(FaultKind::ALL));
}

/// A sandbox in which something of everything has happened.
struct Scene {
    desk: Desk,
    token: String,
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::new();
        let (_, authorization) = desk.approved(sign_up()).await;
        let stored = desk.store(&authorization, new_token()).await.ok();
        desk.order(&authorization, sign_up()).await.ok();
        let token = stored["token_id"].as_str().expect("an id").to_owned();
        desk.charge(&token, renewal()).await.ok();
        desk.session(purchase()).await;
        Self { desk, token }
    }

    /// The path with the id of something that is there.
    async fn filled(&self, path: &str) -> String {
        let id = match path {
            "/sandbox/faults/{id}" => {
                let fault = self.desk.fault(json!({ "kind": "load-twice" })).await.ok();
                fault["id"].to_string()
            }
            "/sandbox/tokens/{id}" => self.token.clone(),
            _ if path.starts_with("/sandbox/sessions/{id}/") => {
                let session = self.desk.session(purchase()).await;
                open_window(&self.desk, &session).await;
                session
            }
            _ => {
                assert!(!path.contains('{'), "no id for {path}");
                String::new()
            }
        };
        path.replace("{id}", &id)
    }

    async fn call(&self, operation: &Operation<'_>, path: &str, body: &str) -> Answer {
        let method = operation.method.as_str();
        self.desk.raw(method, path, None, body.to_owned()).await
    }
}

#[tokio::test]
async fn every_call_answers_as_the_document_says() {
    let document = document();
    let scene = Scene::new().await;
    let mut operations = operations(&document);
    // Forgets what the others need.
    operations.sort_by_key(|operation| {
        ["PUT /sandbox/dump", "POST /sandbox/reset"].contains(&operation.name().as_str())
    });
    for operation in operations {
        let name = operation.name();
        let path = scene.filled(operation.path).await;
        let body = match operation.body() {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let answer = scene.call(&operation, &path, &body).await;
        assert!(answer.status.is_success(), "{name}: {:?}", answer.body);
        assert_documented(&document, &operation, &answer);
    }
}

#[tokio::test]
async fn every_call_refuses_as_the_document_says() {
    let document = document();
    let scene = Scene::new().await;
    for operation in operations(&document) {
        if operation.path.contains("{id}") {
            let path = operation.path.replace("{id}", "404");
            let body = operation.body().to_string();
            let answer = scene.call(&operation, &path, &body).await;
            assert_eq!(answer.status, 404, "{}", operation.name());
            assert_documented(&document, &operation, &answer);
        }
        if operation.described["requestBody"].is_object() {
            let path = scene.filled(operation.path).await;
            for body in ["{", r#"{ "no-such-field": 1 }"#] {
                let answer = scene.call(&operation, &path, body).await;
                assert_eq!(answer.status, 400, "{}", operation.name());
                assert_documented(&document, &operation, &answer);
            }
        }
        if operation.statuses().contains("409") {
            let path = scene.filled(operation.path).await;
            scene.desk.advance(48 * 3600);
            let answer = scene.call(&operation, &path, "").await;
            assert_eq!(answer.status, 409, "{}", operation.name());
            assert_documented(&document, &operation, &answer);
        }
    }
}

/// Asserts that the status is one of the operation's, and that the body is what the document says of it.
fn assert_documented(document: &Value, operation: &Operation<'_>, answer: &Answer) {
    let name = format!("{} {}", operation.name(), answer.status);
    let response = &operation.described["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{name} is not in the document");
    let content = resolve(document, response)["content"].as_object();
    let media = answer.headers.get("content-type");
    let media = media.map(|media| media.to_str().expect("text"));
    let media = media.and_then(|media| media.split(';').next());
    assert_eq!(
        content.map(|content| content.keys().map(String::as_str).collect::<Vec<_>>()),
        media.map(|media| vec![media]),
        "{name}"
    );
    if media == Some("application/json") {
        let schema = &resolve(document, response)["content"]["application/json"]["schema"];
        assert_fits(document, schema, &answer.body, &name);
    }
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
    // A schema without a type takes anything.
    let Some(types) = schema.get("type") else {
        return;
    };
    let takes = *types == kind
        || types
            .as_array()
            .is_some_and(|all| all.contains(&kind.into()));
    assert!(takes, "{at} is of type {kind}, not {types}");
    if let Some(values) = schema["enum"].as_array() {
        assert!(values.contains(value), "{at}: {value}");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        assert_fits(document, &schema["items"], item, &format!("{at}[{index}]"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        let is_there = value.get(name).is_some();
        assert!(is_there, "{at} lacks {name}");
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        let known = schema["properties"].get(name);
        let known = known.unwrap_or_else(|| panic!("{at} is not in the document"));
        assert_fits(document, known, field, &at);
    }
}
