//! What a subscription promises: how often it is charged.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The plan on a subscription's order line, in Klarna's field names.
///
/// It goes with the line in the session, in the first order and in every renewal, each time the
/// same: Klarna compares a renewal with what the shopper signed up for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The merchant's name for the plan; 1 to 255 characters.
    pub name: String,
    /// The unit of the time between two charges.
    pub interval: Interval,
    /// How many of those units; at least 1. `Month` and 3: each quarter.
    pub interval_count: u32,
}

impl Subscription {
    /// A plan that is charged every so many units of time.
    pub fn every(name: impl Into<String>, interval_count: u32, interval: Interval) -> Self {
        Self {
            name: name.into(),
            interval,
            interval_count,
        }
    }
}

/// The unit of the time between two charges of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Interval {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Interval {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// As Klarna writes it: `MONTH`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
