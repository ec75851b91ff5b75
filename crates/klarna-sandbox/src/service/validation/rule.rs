//! The rule of one field.

use serde_json::Value;

use super::BadFields;
use crate::model::Fields;

/// A field of a JSON object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    pub(super) required: bool,
}

/// The values that a field may hold.
pub(super) enum Rule {
    /// Text of so many characters.
    Text { min: usize, max: usize },
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
        }
    }

    pub(super) const fn required(name: &'static str, rule: Rule) -> Self {
        Self {
            name,
            rule,
            required: true,
        }
    }
}

impl Rule {
    pub(super) const fn up_to(max: usize) -> Self {
        Self::Text { min: 0, max }
    }
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
