//! The fields that a session's intent forbids.

use serde_json::Value;

use super::BadFields;
use crate::model::{Fields, places_order, stores_token};

/// The fields that the intent forbids: an order of nothing, and a subscription that could never be
/// charged again. Source: Klarna's guides to subscriptions and to free trials.
pub(super) fn check(fields: &Fields) -> BadFields {
    let mut bad = Vec::new();
    let amount = fields.get("order_amount").and_then(Value::as_i64);
    if amount == Some(0) && places_order(fields) {
        bad.push("order_amount".to_owned());
    }
    if !stores_token(fields) {
        let lines = fields.get("order_lines").and_then(Value::as_array);
        let lines = lines.into_iter().flatten().enumerate();
        bad.extend(
            lines
                .filter(|(_, line)| line.get("subscription").is_some())
                .map(|(index, _)| format!("order_lines[{index}].subscription")),
        );
    }
    bad
}
