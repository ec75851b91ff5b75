//! What several runs come to.

use std::fmt;

use serde::Serialize;

/// The middle of several figures, and how far they lie apart. Means nothing where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` of no figures.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Some(Self { median, min, max })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} ({:.0}–{:.0})", self.median, self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_does_not_follow_one_that_is_far_off() {
        let spread = Spread::of([3.0, 900.0, 1.0, 2.0, 4.0]).unwrap();
        assert_eq!(spread.to_string(), "3 (1–900)");
    }

    #[test]
    fn of_an_even_number_it_lies_between_the_two_in_the_middle() {
        let spread = Spread::of([1.0, 2.0, 4.0, 8.0]).unwrap();
        assert!((spread.median - 3.0).abs() < f64::EPSILON, "{spread}");
    }

    #[test]
    fn of_nothing_there_is_none() {
        assert_eq!(Spread::of([]), None);
    }
}
