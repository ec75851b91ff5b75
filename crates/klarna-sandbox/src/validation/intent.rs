//! What the shopper agrees to, and what follows from it.

use serde_json::Value;

use super::{BadFields, Fields};

/// What a session is for; `buy` where it does not say.
fn intent(fields: &Fields) -> &str {
    let intent = fields.get("intent").and_then(Value::as_str);
    intent.unwrap_or("buy")
}

/// Whether a session stores a customer token: what the shopper pays with can be charged again.
pub(crate) fn stores_token(fields: &Fields) -> bool {
    matches!(
        intent(fields),
        "tokenize" | "buy_and_tokenize" | "buy_and_default_tokenize"
    )
}

/// Whether an approval is good for an order.
pub(crate) fn places_order(fields: &Fields) -> bool {
    intent(fields) != "tokenize"
}

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
