//! The limits and the gaps of charging subscriptions.

use std::time::Duration;

/// The limits and the gaps of charging subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charging {
    /// How long a serving shop waits before it looks again for what is due; a minute by default.
    pub every: Duration,
    /// How many periods of one subscription are charged on one day (UTC): a shop that was down for
    /// months does not take them all at once, and a merchant who charges now does not, either. 1 by
    /// default; 0 counts as 1.
    pub per_day: u32,
    /// How many charges are under way at a time; 4 by default. 0 counts as 1.
    pub at_once: usize,
    /// The least time between the starts of two charges; a tenth of a second by default.
    pub gap: Duration,
    /// After which times a period is tried again whose stored payment method gave no money, each counted
    /// from the refusal before; an hour, a day, three days and five by default. After the last, the
    /// subscription stops.
    pub refused_again_after: Vec<Duration>,
    /// After which times a charge is sent again that Klarna gave no clear answer to; the last counts
    /// for all that follow. One minute to six hours by default.
    pub unclear_again_after: Vec<Duration>,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for Charging {
    fn default() -> Self {
        Self {
            every: MINUTE,
            per_day: 1,
            at_once: 4,
            gap: Duration::from_millis(100),
            refused_again_after: vec![HOUR, DAY, DAY * 3, DAY * 5],
            unclear_again_after: vec![MINUTE, MINUTE * 5, MINUTE * 30, HOUR * 2, HOUR * 6],
        }
    }
}

impl Charging {
    /// Returns the gap after that many clear refusals of a period, this one included. `None`: the
    /// period is not tried again.
    pub(super) fn after_refusal(&self, refusals: u32) -> Option<Duration> {
        let index = usize::try_from(refusals).ok()?.checked_sub(1)?;
        self.refused_again_after.get(index).copied()
    }

    /// Returns the gap after that many calls without a clear answer.
    pub(super) fn after_unclear(&self, tries: u32) -> Duration {
        let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
        let gap = self
            .unclear_again_after
            .get(index)
            .or(self.unclear_again_after.last());
        // Never at once: a list left empty must not make a burst.
        gap.copied().unwrap_or(HOUR).max(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        assert_eq!(
            Charging::default(),
            Charging {
                every: seconds(60),
                per_day: 1,
                at_once: 4,
                gap: Duration::from_millis(100),
                refused_again_after: [3_600, 86_400, 259_200, 432_000].map(seconds).into(),
                unclear_again_after: [60, 300, 1_800, 7_200, 21_600].map(seconds).into(),
            }
        );
    }

    #[test]
    fn gaps_grow_and_end() {
        let charging = Charging::default();
        let gaps: Vec<_> = (1..=5).map(|n| charging.after_refusal(n)).collect();
        assert_eq!(
            gaps,
            [Some(HOUR), Some(DAY), Some(DAY * 3), Some(DAY * 5), None]
        );
        assert_eq!(charging.after_refusal(0), None);
        assert_eq!(charging.after_refusal(u32::MAX), None);
        assert_eq!(charging.after_unclear(1), MINUTE);
        assert_eq!(charging.after_unclear(u32::MAX), HOUR * 6);
    }

    #[test]
    fn the_last_gap_after_an_unclear_answer_counts_for_all_that_follow() {
        let charging = Charging {
            unclear_again_after: [10, 20, 30].map(seconds).into(),
            ..Charging::default()
        };
        let gaps: Vec<_> = (0..=5).map(|n| charging.after_unclear(n)).collect();
        assert_eq!(gaps, [10, 10, 20, 30, 30, 30].map(seconds));
    }

    #[test]
    fn no_configuration_makes_a_burst() {
        let charging = Charging {
            unclear_again_after: Vec::new(),
            refused_again_after: Vec::new(),
            ..Charging::default()
        };
        assert_eq!(charging.after_unclear(1), HOUR);
        assert_eq!(charging.after_refusal(1), None);

        let charging = Charging {
            unclear_again_after: vec![Duration::ZERO, Duration::from_millis(1_500)],
            ..Charging::default()
        };
        assert_eq!(charging.after_unclear(1), seconds(1));
        assert_eq!(charging.after_unclear(2), Duration::from_millis(1_500));
    }
}
