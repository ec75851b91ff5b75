//! Klarna's checks of a request: fields, limits, and how they fit together.
//!
//! Works on JSON as it was sent and knows none of the typed client's structs, so that a mistake in
//! those does not hide itself here. Every refusal is a list of fields in Klarna's dotted form,
//! `order_lines[0].total_amount`.

mod amounts;
mod attachment;
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

/// The fields that Klarna would not take, in dotted form and in the order in which it names them. Never empty.
pub(crate) type BadFields = Vec<String>;

/// The body of a session create: its fields, checked.
pub(crate) fn new_session(body: &Value) -> Result<Fields, BadFields> {
    let fields = rule::read(table::SESSION, body);
    let fields = checked(table::SESSION, &Fields::new(), fields, Missing::Refused)?;
    taken(intent::check(&fields))?;
    Ok(fields)
}

/// The fields that are fixed when a session is created: they decide what the shopper agrees to.
const FIXED: [&str; 2] = ["intent", "step_up_id"];

/// The body of a session update: the session's fields with those that were sent in place, checked.
pub(crate) fn session_update(before: &Fields, body: &Value) -> Result<Fields, BadFields> {
    let fields = rule::read(table::SESSION, body);
    let is_changed = |name: &&str| {
        let sent = fields.get(*name);
        sent.is_some() && sent != before.get(*name)
    };
    let changed = FIXED.into_iter().filter(is_changed);
    taken(changed.map(str::to_owned).collect())?;
    let fields = checked(table::SESSION, before, fields, Missing::Kept)?;
    taken(intent::check(&fields))?;
    Ok(fields)
}

/// The fields of an order create, as Klarna reads them: not checked.
pub(crate) fn order_fields(body: &Value) -> Fields {
    rule::read(table::ORDER, body)
}

/// The fields of an order create, checked.
pub(crate) fn new_order(fields: Fields) -> Result<Fields, BadFields> {
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

/// The market; if it is good, each field by itself; if all are good, their agreement.
fn checked(
    table: &[Field],
    before: &Fields,
    sent: Fields,
    missing: Missing,
) -> Result<Fields, BadFields> {
    let by_itself = rule::check_fields(table, &sent, missing == Missing::Refused);
    let mut fields = before.clone();
    fields.extend(sent);
    taken(market::check(&fields))?;
    taken(by_itself)?;
    let mut bad = market::misfits(&fields);
    bad.extend(amounts::check(&fields));
    bad.extend(person::check(&fields));
    bad.extend(attachment::check(&fields));
    taken(bad)?;
    Ok(fields)
}

/// Nothing bad is good.
fn taken(bad: BadFields) -> Result<(), BadFields> {
    if bad.is_empty() { Ok(()) } else { Err(bad) }
}
