//! The arithmetic of an order's amounts.
//!
//! Written apart from the client's own arithmetic on purpose: each checks the other.
//!
//! - `total_amount = quantity * unit_price - total_discount_amount`
//! - `|total_tax_amount - (total_amount - total_amount * 10000 / (10000 + tax_rate))| <= 1`
//! - `order_amount` is the sum of the lines' totals, `sales_tax` lines included.
//! - `order_tax_amount` is the sum of the lines' taxes, within one minor unit for each line; a
//!   `sales_tax` line is all tax.
//! - What takes off (`discount`, `gift_card`, `store_credit`) is not positive.

use serde_json::Value;

use super::BadFields;
use crate::model::Fields;

/// One line's numbers. 128 bits: no product of two 64-bit fields overflows them, and no sum of a thousand
/// fields.
struct Line<'a> {
    kind: &'a str,
    quantity: i128,
    unit_price: i128,
    tax_rate: Option<i128>,
    total: i128,
    discount: i128,
    tax: i128,
}

impl<'a> Line<'a> {
    fn read(line: &'a Value) -> Self {
        let whole = |name: &str| line.get(name).and_then(Value::as_i64).map(i128::from);
        Self {
            kind: line
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or("physical"),
            quantity: whole("quantity").unwrap_or_default(),
            unit_price: whole("unit_price").unwrap_or_default(),
            tax_rate: whole("tax_rate"),
            total: whole("total_amount").unwrap_or_default(),
            discount: whole("total_discount_amount").unwrap_or_default(),
            tax: whole("total_tax_amount").unwrap_or_default(),
        }
    }

    /// The tax it brings to the order.
    fn order_tax(&self) -> i128 {
        if self.kind == "sales_tax" {
            self.total
        } else {
            self.tax
        }
    }

    fn bad_fields(&self) -> Vec<&'static str> {
        let mut bad = Vec::new();
        if self.total != self.quantity * self.unit_price - self.discount {
            bad.push("total_amount");
        }
        if self.tax_rate.is_some_and(|rate| !self.tax_fits(rate)) {
            bad.push("total_tax_amount");
        }
        if matches!(self.kind, "discount" | "gift_card" | "store_credit") {
            let amounts = [
                ("unit_price", self.unit_price),
                ("total_amount", self.total),
                ("total_tax_amount", self.tax),
            ];
            for (name, amount) in amounts {
                if amount > 0 && !bad.contains(&name) {
                    bad.push(name);
                }
            }
        }
        bad
    }

    /// Klarna's formula with both sides times `10000 + rate`, so that nothing is rounded.
    fn tax_fits(&self, rate: i128) -> bool {
        let whole = 10_000 + rate;
        let distance = (self.tax * whole).checked_sub(self.total * rate);
        let distance = distance.and_then(i128::checked_abs);
        distance.is_some_and(|distance| distance <= whole)
    }
}

/// The amounts that do not add up.
pub(super) fn check(fields: &Fields) -> BadFields {
    let lines: Vec<Line<'_>> = fields
        .get("order_lines")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(Line::read)
        .collect();
    let mut bad: BadFields = lines
        .iter()
        .enumerate()
        .flat_map(|(index, line)| {
            let name = move |field| format!("order_lines[{index}].{field}");
            line.bad_fields().into_iter().map(name)
        })
        .collect();
    let whole = |name: &str| fields.get(name).and_then(Value::as_i64).map(i128::from);
    let amount = whole("order_amount").unwrap_or_default();
    let sum: i128 = lines.iter().map(|line| line.total).sum();
    if amount != sum {
        bad.push("order_amount".to_owned());
    }
    if let Some(tax) = whole("order_tax_amount") {
        let expected: i128 = lines.iter().map(Line::order_tax).sum();
        if tax.abs_diff(expected) > lines.len() as u128 {
            bad.push("order_tax_amount".to_owned());
        }
    }
    bad
}
