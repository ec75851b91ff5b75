//! The comparison of an order with the one that the shopper approved.

use serde_json::Value;

use crate::model::Fields;

/// The fields that have to be the same in a line. The rest (pictures, links) is not what was approved.
const LINE_FIELDS: [&str; 10] = [
    "type",
    "reference",
    "name",
    "quantity",
    "unit_price",
    "tax_rate",
    "total_amount",
    "total_discount_amount",
    "total_tax_amount",
    "subscription",
];

/// The fields of an order that differ from what was approved, in dotted form.
///
/// A field that was not given before the approval may be given now, and a field that is left out now
/// stays as it was approved. Another number of lines is named alone: it changes every amount.
pub(crate) fn differences(approved: &Fields, order: &Fields) -> Vec<String> {
    let counts = (line_count(approved), line_count(order));
    if counts.0 != counts.1 {
        return vec![format!(
            "Incorrect number of items in the cart. Expected: {}, Actual: {}",
            counts.0, counts.1
        )];
    }
    let mut different: Vec<String> = market_differences(approved, order).collect();
    different.extend(
        ["order_amount", "order_tax_amount"]
            .into_iter()
            .filter(|name| !same_if_both(approved.get(*name), order.get(*name)))
            .map(str::to_owned),
    );
    different.extend(line_differences(
        approved.get("order_lines"),
        order.get("order_lines"),
    ));
    for address in ["billing_address", "shipping_address"] {
        different.extend(address_differences(
            address,
            approved.get(address),
            order.get(address),
        ));
    }
    different
}

/// Country and currency are always the session's.
pub(super) fn market_differences(approved: &Fields, sent: &Fields) -> impl Iterator<Item = String> {
    ["purchase_country", "purchase_currency"]
        .into_iter()
        .filter(|name| !same_code(approved.get(*name), sent.get(*name)))
        .map(str::to_owned)
}

fn same_code(approved: Option<&Value>, ordered: Option<&Value>) -> bool {
    match (
        approved.and_then(Value::as_str),
        ordered.and_then(Value::as_str),
    ) {
        (Some(approved), Some(ordered)) => approved.eq_ignore_ascii_case(ordered),
        _ => false,
    }
}

fn same_if_both(approved: Option<&Value>, ordered: Option<&Value>) -> bool {
    match (approved, ordered) {
        (Some(approved), Some(ordered)) => approved == ordered,
        _ => true,
    }
}

fn line_count(fields: &Fields) -> usize {
    let lines = fields.get("order_lines").and_then(Value::as_array);
    lines.map_or(0, Vec::len)
}

fn line_differences(approved: Option<&Value>, ordered: Option<&Value>) -> Vec<String> {
    let lines = |lines: Option<&Value>| lines.and_then(Value::as_array).cloned();
    let (Some(approved), Some(ordered)) = (lines(approved), lines(ordered)) else {
        return vec!["order_lines".to_owned()];
    };
    let pairs = approved.iter().zip(&ordered).enumerate();
    pairs
        .flat_map(|(index, (approved, ordered))| {
            LINE_FIELDS
                .into_iter()
                .filter(|field| line_field(approved, field) != line_field(ordered, field))
                .map(move |field| format!("order_lines[{index}].{field}"))
        })
        .collect()
}

/// A line's field with what it means to leave it out.
fn line_field(line: &Value, field: &str) -> Value {
    match (line.get(field), field) {
        (Some(value), _) => value.clone(),
        (None, "type") => Value::from("physical"),
        (None, "total_discount_amount" | "total_tax_amount") => Value::from(0),
        (None, _) => Value::Null,
    }
}

pub(super) fn address_differences(
    name: &str,
    approved: Option<&Value>,
    ordered: Option<&Value>,
) -> Vec<String> {
    let (Some(approved), Some(ordered)) = (
        approved.and_then(Value::as_object),
        ordered.and_then(Value::as_object),
    ) else {
        return Vec::new();
    };
    ordered
        .iter()
        .filter(|(field, value)| approved.get(*field).is_some_and(|before| before != *value))
        .map(|(field, _)| format!("{name}.{field}"))
        .collect()
}
