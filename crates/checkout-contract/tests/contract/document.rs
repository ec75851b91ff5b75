//! The `OpenAPI` document, and helpers to read it.

use std::collections::BTreeSet;

use serde_json::Value;

pub(crate) fn document() -> Value {
    serde_saphyr::from_str(include_str!("../../openapi.yaml")).unwrap()
}

/// Follows a `$ref` of the document, if it is one.
pub(crate) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document
            .pointer(reference.strip_prefix('#').unwrap())
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

pub(crate) fn schema<'a>(document: &'a Value, name: &str) -> &'a Value {
    &document["components"]["schemas"][name]
}

pub(crate) fn texts(value: &Value) -> BTreeSet<String> {
    let texts = value.as_array().into_iter().flatten();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

pub(crate) fn keys(value: &Value) -> BTreeSet<String> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect()
}

/// Checks a value against the part of JSON Schema that the document uses.
pub(crate) fn assert_fits(document: &Value, schema: &Value, value: &Value, at: &str) {
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
