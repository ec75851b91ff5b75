//! Klarna's checks of a request: fields, limits, and how they fit together.
//!
//! Works on JSON as it was sent and knows none of the typed client's structs, so that a mistake in
//! those does not hide itself here. Every refusal is a list of fields in Klarna's dotted form,
//! `order_lines[0].total_amount`.

mod amounts;
mod format;
mod intent;
mod market;
mod matching;
mod person;
mod rule;
mod table;
mod token;

use serde_json::{Map, Value};

pub(crate) use matching::differences;
pub(crate) use token::{new_token, token_differences, token_order};

use crate::model::Fields;
use rule::Field;

/// The fields that Klarna would not take, in dotted form. Never empty.
pub(crate) type BadFields = Vec<String>;

/// The body of a session create: its fields, checked.
pub(crate) fn new_session(body: &Value) -> Result<Fields, BadFields> {
    let fields = known(table::SESSION, body);
    let fields = checked(table::SESSION, &Fields::new(), fields, Missing::Refused)?;
    taken(intent::check(&fields))?;
    Ok(fields)
}

/// The body of a session update: the session's fields with those that were sent in place, checked.
pub(crate) fn session_update(before: &Fields, body: &Value) -> Result<Fields, BadFields> {
    let fields = known(table::SESSION, body);
    if let Some(intent) = fields.get("intent")
        && Some(intent) != before.get("intent").or(Some(&Value::from("buy")))
    {
        // What the shopper agrees to is fixed when the session is made.
        return Err(vec!["intent".to_owned()]);
    }
    let fields = checked(table::SESSION, before, fields, Missing::Kept)?;
    taken(intent::check(&fields))?;
    Ok(fields)
}

/// The body of an order create: its fields, checked.
pub(crate) fn new_order(body: &Value) -> Result<Fields, BadFields> {
    let fields = known(table::ORDER, body);
    checked(table::ORDER, &Fields::new(), fields, Missing::Refused)
}

/// A body without the `null`s, which mean the same to Klarna as a field left out.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The treatment of required fields that are left out: the session may have them already.
#[derive(Clone, Copy, PartialEq)]
enum Missing {
    Refused,
    Kept,
}

/// The fields that are in the table. Others are ignored.
fn known(table: &[Field], body: &Value) -> Fields {
    let is_known = |name: &str| table.iter().any(|field| field.name == name);
    body.as_object()
        .into_iter()
        .flatten()
        .filter(|(name, value)| is_known(name) && !value.is_null())
        .map(|(name, value)| (name.clone(), without_nulls(value.clone())))
        .collect()
}

/// Each field by itself; if all are well, whether they fit together.
fn checked(
    table: &[Field],
    before: &Fields,
    sent: Fields,
    missing: Missing,
) -> Result<Fields, BadFields> {
    taken(rule::check_fields(
        table,
        &sent,
        missing == Missing::Refused,
    ))?;
    let mut fields = before.clone();
    fields.extend(sent);
    let mut bad = market::check(&fields);
    bad.extend(amounts::check(&fields));
    bad.extend(person::check(&fields));
    taken(bad)?;
    Ok(fields)
}

/// Nothing bad is good.
fn taken(bad: BadFields) -> Result<(), BadFields> {
    if bad.is_empty() { Ok(()) } else { Err(bad) }
}
