//! The rule of one field.

use serde_json::Value;

use super::{BadFields, without_nulls};
use crate::model::Fields;

/// A field of a JSON object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    pub(super) required: bool,
    /// `true` if an empty text counts as a field left out.
    empty_is_absent: bool,
}

/// The values that a field may hold.
pub(super) enum Rule {
    /// Text of so many characters.
    Text { min: usize, max: usize },
    /// A reference of the merchant's, of at most 255 characters. A whole number is taken as its text: Klarna's
    /// plugins send some.
    Reference,
    /// Text of a certain form.
    Form(fn(&str) -> bool),
    /// A whole number.
    Whole { min: i64, max: i64 },
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// An object with these fields. Others are ignored.
    Object(&'static [Field]),
    /// A list of so many of them.
    List {
        min: usize,
        max: usize,
        of: &'static Rule,
    },
}

impl Field {
    pub(super) const fn optional(name: &'static str, rule: Rule) -> Self {
        Self {
            name,
            rule,
            required: false,
            empty_is_absent: false,
        }
    }

    /// A field that plugins send as an empty text where they know nothing, which counts as left out.
    pub(super) const fn or_empty(name: &'static str, rule: Rule) -> Self {
        Self {
            name,
            rule,
            required: false,
            empty_is_absent: true,
        }
    }

    pub(super) const fn required(name: &'static str, rule: Rule) -> Self {
        Self {
            name,
            rule,
            required: true,
            empty_is_absent: false,
        }
    }
}

impl Rule {
    /// Text of any length.
    pub(super) const ANY_TEXT: Self = Self::up_to(usize::MAX);

    pub(super) const fn up_to(max: usize) -> Self {
        Self::Text { min: 0, max }
    }
}

/// The fields of a body that are in the table, as Klarna reads them. Others are ignored.
pub(super) fn read(table: &[Field], body: &Value) -> Fields {
    let Some(object) = body.as_object() else {
        return Fields::new();
    };
    let mut fields = read_object(table, object);
    fields.retain(|name, _| table.iter().any(|field| field.name == name));
    fields
}

/// The fields of an object without those that count as left out.
fn read_object(table: &[Field], object: &Fields) -> Fields {
    let read = |(name, value): (&String, &Value)| {
        let field = table.iter().find(|field| field.name == name);
        let is_empty = value.as_str() == Some("");
        let value = match field {
            _ if value.is_null() => return None,
            Some(field) if field.empty_is_absent && is_empty => return None,
            Some(field) => read_value(&field.rule, value)?,
            None => without_nulls(value.clone()),
        };
        Some((name.clone(), value))
    };
    object.iter().filter_map(read).collect()
}

/// `None`: an object of which every field counts as left out.
fn read_value(rule: &Rule, value: &Value) -> Option<Value> {
    Some(match (rule, value) {
        (Rule::Reference, Value::Number(number)) if number.is_i64() || number.is_u64() => {
            number.to_string().into()
        }
        (Rule::Object(table), Value::Object(object)) => {
            let fields = read_object(table, object);
            if fields.is_empty() && !object.is_empty() {
                return None;
            }
            fields.into()
        }
        (Rule::List { of, .. }, Value::Array(items)) => {
            let read = |item: &Value| read_value(of, item).unwrap_or_else(|| item.clone());
            items.iter().map(read).collect()
        }
        _ => without_nulls(value.clone()),
    })
}

/// The fields of an object that break their rule.
pub(super) fn check_fields(
    table: &[Field],
    object: &Fields,
    missing_is_refused: bool,
) -> BadFields {
    let mut bad = Vec::new();
    check_object(table, object, missing_is_refused, "", &mut bad);
    bad
}

fn check_object(
    table: &[Field],
    object: &Fields,
    missing_is_refused: bool,
    path: &str,
    bad: &mut BadFields,
) {
    for field in table {
        let path = if path.is_empty() {
            field.name.to_owned()
        } else {
            format!("{path}.{}", field.name)
        };
        match object.get(field.name) {
            Some(value) => check_value(&field.rule, value, path, bad),
            None if field.required && missing_is_refused => bad.push(path),
            None => {}
        }
    }
}

fn check_value(rule: &Rule, value: &Value, path: String, bad: &mut BadFields) {
    let fits = match (rule, value) {
        (Rule::Text { min, max }, Value::String(text)) => {
            (*min..=*max).contains(&text.chars().count())
        }
        (Rule::Reference, Value::String(text)) => text.chars().count() <= 255,
        (Rule::Form(is_well_formed), Value::String(text)) => is_well_formed(text),
        (Rule::OneOf(allowed), Value::String(text)) => allowed.contains(&text.as_str()),
        (Rule::Whole { min, max }, Value::Number(number)) => {
            number.as_i64().is_some_and(|n| (*min..=*max).contains(&n))
        }
        (Rule::Flag, Value::Bool(_)) => true,
        (Rule::Object(table), Value::Object(object)) => {
            check_object(table, object, true, &path, bad);
            return;
        }
        (Rule::List { min, max, of }, Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                check_value(of, item, format!("{path}[{index}]"), bad);
            }
            (*min..=*max).contains(&items.len())
        }
        _ => false,
    };
    if !fits {
        bad.push(path);
    }
}
