//! Amounts.

use klarna_payments::{Currency, MinorUnits};
use serde::{Deserialize, Serialize};

/// An amount with its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units: `9500` of `EUR` is 95 euros.
    pub minor_units: MinorUnits,
    /// The ISO 4217 code.
    pub currency: Currency,
}
