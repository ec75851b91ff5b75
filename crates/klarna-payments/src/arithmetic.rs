//! The sums that Klarna checks: whole numbers only, exact, never overflowing.
//!
//! The rules, with the Klarna document that states each:
//! - `total_amount = quantity * unit_price - total_discount_amount` (Payments API, order line).
//! - `total_tax_amount` lies within one minor unit of
//!   `total_amount - total_amount * 10000 / (10000 + tax_rate)` (Payments API, order line).
//! - `order_tax_amount` lies within as many minor units as there are lines of the lines' tax
//!   (tax handling guide).
//! - `order_amount` is the sum of all lines' totals, a `sales_tax` line's included (tax handling
//!   guide, its examples; the sentence there that adds the tax once more contradicts them).
//! - US style, tax is a `sales_tax` line, and `order_tax_amount` is that line's total (tax
//!   handling guide).

use crate::{
    line::{OrderLine, OrderLineType},
    money::MinorUnits,
};

/// Tax rates are in hundredths of a percent: this is 100 %, the highest that Klarna takes.
const WHOLE: i64 = 10_000;

/// Amounts that do not add up. Fields are named as Klarna does: `order_lines[0].total_amount`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArithmeticError {
    /// The value is outside of what the field may hold.
    #[error("{field} is out of range")]
    OutOfRange {
        /// Which field.
        field: String,
    },
    /// The value is not what the other fields make it.
    #[error("{field} is {found}, but the other fields make it {expected}")]
    Mismatch {
        /// Which field.
        field: String,
        /// What the other fields make it.
        expected: i128,
        /// What it is.
        found: i128,
    },
}

impl ArithmeticError {
    /// Which field is wrong, in Klarna's dotted form.
    pub fn field(&self) -> &str {
        match self {
            Self::OutOfRange { field } | Self::Mismatch { field, .. } => field,
        }
    }

    /// The same, of a line in an order.
    fn of_line(mut self, index: usize) -> Self {
        let (Self::OutOfRange { field } | Self::Mismatch { field, .. }) = &mut self;
        *field = format!("order_lines[{index}].{field}");
        self
    }

    fn out_of_range(field: &str) -> Self {
        Self::OutOfRange {
            field: field.to_owned(),
        }
    }
}

/// What a line costs: `quantity * unit_price - discount`.
///
/// # Errors
/// A negative quantity or discount, or a total too large to write.
pub fn line_total(
    quantity: i64,
    unit_price: MinorUnits,
    discount: MinorUnits,
) -> Result<MinorUnits, ArithmeticError> {
    not_negative("quantity", quantity)?;
    not_negative("total_discount_amount", discount.0)?;
    written("total_amount", exact_total(quantity, unit_price, discount))
}

/// The tax inside a total, to the nearest minor unit, halves away from zero.
///
/// `tax_rate` is in hundredths of a percent: 2500 is 25 %.
///
/// # Errors
/// A rate outside 0 to 10000.
pub fn included_tax(total: MinorUnits, tax_rate: i64) -> Result<MinorUnits, ArithmeticError> {
    let (part, whole) = exact_tax(total, tax_rate)?;
    // round(part / whole), in whole numbers: floor((2 * part + whole) / (2 * whole)).
    let rounded = (2 * part.abs() + whole) / (2 * whole) * part.signum();
    written("total_tax_amount", rounded)
}

/// What an order costs: the sum of all lines' totals.
///
/// # Errors
/// A sum too large to write.
pub fn order_amount(lines: &[OrderLine]) -> Result<MinorUnits, ArithmeticError> {
    written("order_amount", exact_amount(lines))
}

/// How much of an order is tax: the tax inside its lines, and its `sales_tax` lines.
///
/// # Errors
/// A sum too large to write.
pub fn order_tax_amount(lines: &[OrderLine]) -> Result<MinorUnits, ArithmeticError> {
    written("order_tax_amount", exact_order_tax(lines))
}

/// Whether a line's amounts add up, each within Klarna's tolerance.
///
/// # Errors
/// The first field that does not, named without the line: `total_amount`.
pub fn check_line(line: &OrderLine) -> Result<(), ArithmeticError> {
    check_line_total(line)?;
    check_line_tax(line)
}

/// Whether an order's amounts add up: every line, then the order's own sums.
///
/// # Errors
/// The first field that does not, in Klarna's dotted form: `order_lines[0].total_amount`.
pub fn check_order(
    amount: MinorUnits,
    tax_amount: Option<MinorUnits>,
    lines: &[OrderLine],
) -> Result<(), ArithmeticError> {
    let faults = line_faults(lines)
        .into_iter()
        .chain(order_faults(amount, tax_amount, lines));
    faults.map(Err).next().unwrap_or(Ok(()))
}

/// Every field of the lines that does not add up.
pub(crate) fn line_faults(lines: &[OrderLine]) -> Vec<ArithmeticError> {
    let checks = |(index, line)| {
        [check_line_total(line), check_line_tax(line)]
            .into_iter()
            .filter_map(Result::err)
            .map(move |fault: ArithmeticError| fault.of_line(index))
    };
    lines.iter().enumerate().flat_map(checks).collect()
}

/// Every sum of an order that is not the sum of its lines.
pub(crate) fn order_faults(
    amount: MinorUnits,
    tax_amount: Option<MinorUnits>,
    lines: &[OrderLine],
) -> Vec<ArithmeticError> {
    let amount_check = not_negative("order_amount", amount.0)
        .and_then(|()| within("order_amount", amount, exact_amount(lines), 0));
    let tax_check = tax_amount.map_or(Ok(()), |tax| {
        let tolerance = lines.len() as u128;
        not_negative("order_tax_amount", tax.0)
            .and_then(|()| within("order_tax_amount", tax, exact_order_tax(lines), tolerance))
    });
    [amount_check, tax_check]
        .into_iter()
        .filter_map(Result::err)
        .collect()
}

fn check_line_total(line: &OrderLine) -> Result<(), ArithmeticError> {
    let discount = line.total_discount_amount.unwrap_or_default();
    not_negative("quantity", line.quantity)?;
    not_negative("total_discount_amount", discount.0)?;
    within(
        "total_amount",
        line.total_amount,
        exact_total(line.quantity, line.unit_price, discount),
        0,
    )
}

/// A line without a rate is not checked: US style, tax is not in the line.
fn check_line_tax(line: &OrderLine) -> Result<(), ArithmeticError> {
    let Some(rate) = line.tax_rate else {
        return Ok(());
    };
    let (part, whole) = exact_tax(line.total_amount, rate)?;
    let tax = line.total_tax_amount.unwrap_or_default();
    if (i128::from(tax.0) * whole - part).abs() <= whole {
        return Ok(());
    }
    Err(ArithmeticError::Mismatch {
        field: "total_tax_amount".to_owned(),
        expected: part / whole,
        found: tax.0.into(),
    })
}

/// Two factors of 64 bits and one term: fits 128 bits for every input.
fn exact_total(quantity: i64, unit_price: MinorUnits, discount: MinorUnits) -> i128 {
    i128::from(quantity) * i128::from(unit_price.0) - i128::from(discount.0)
}

/// The tax inside a total as a fraction: `total * rate / (10000 + rate)`, which is
/// `total - total * 10000 / (10000 + rate)` without a division.
fn exact_tax(total: MinorUnits, tax_rate: i64) -> Result<(i128, i128), ArithmeticError> {
    if !(0..=WHOLE).contains(&tax_rate) {
        return Err(ArithmeticError::out_of_range("tax_rate"));
    }
    let part = i128::from(total.0) * i128::from(tax_rate);
    Ok((part, i128::from(WHOLE + tax_rate)))
}

fn exact_amount(lines: &[OrderLine]) -> i128 {
    lines
        .iter()
        .map(|line| i128::from(line.total_amount.0))
        .sum()
}

fn exact_order_tax(lines: &[OrderLine]) -> i128 {
    lines
        .iter()
        .map(|line| match line.line_type {
            Some(OrderLineType::SalesTax) => line.total_amount,
            _ => line.total_tax_amount.unwrap_or_default(),
        })
        .map(|tax| i128::from(tax.0))
        .sum()
}

fn within(
    field: &str,
    found: MinorUnits,
    expected: i128,
    tolerance: u128,
) -> Result<(), ArithmeticError> {
    let found = i128::from(found.0);
    if found.abs_diff(expected) <= tolerance {
        return Ok(());
    }
    Err(ArithmeticError::Mismatch {
        field: field.to_owned(),
        expected,
        found,
    })
}

pub(crate) fn not_negative(field: &str, value: i64) -> Result<(), ArithmeticError> {
    if value < 0 {
        return Err(ArithmeticError::out_of_range(field));
    }
    Ok(())
}

fn written(field: &str, amount: i128) -> Result<MinorUnits, ArithmeticError> {
    i64::try_from(amount)
        .map(MinorUnits)
        .map_err(|_| ArithmeticError::out_of_range(field))
}
