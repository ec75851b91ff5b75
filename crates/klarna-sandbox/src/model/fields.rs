//! The fields of a session or an order, as they were sent.

use serde_json::{Map, Value};

/// Fields of a session or an order, by name.
pub(crate) type Fields = Map<String, Value>;

/// The text at a path, `name` or `object.name`.
pub(crate) fn text_at<'a>(fields: &'a Fields, path: &str) -> Option<&'a str> {
    let mut names = path.split('.');
    let first = fields.get(names.next()?)?;
    names
        .try_fold(first, |value, name| value.get(name))?
        .as_str()
}

/// `true` if a session stores a customer token, which can be charged later.
pub(crate) fn stores_token(fields: &Fields) -> bool {
    matches!(
        text_at(fields, "intent"),
        Some(
            "tokenize"
                | "buy_and_tokenize"
                | "buy_and_default_tokenize"
                | "buy_and_optional_tokenize"
        )
    )
}

/// `true` if an approval of the session is good for an order. In a step-up it is, whatever the intent: the
/// session places the order that the customer token was refused for.
pub(crate) fn places_order(fields: &Fields) -> bool {
    text_at(fields, "intent") != Some("tokenize") || fields.contains_key("step_up_id")
}
