//! The pauses of the background worker.

use std::time::Duration;

use approval_rules::{Round, pause};
use proptest::prelude::*;

const LONGEST: Duration = Duration::from_secs(60);

#[test]
fn the_pauses_double_up_to_a_minute() {
    for (before, seconds) in [
        (0, 1),
        (1, 2),
        (2, 4),
        (3, 8),
        (4, 16),
        (5, 32),
        (6, 60),
        (7, 60),
        (31, 60),
        (32, 60),
        (u32::MAX, 60),
    ] {
        let pause = pause(Round::Unfinished(before));
        assert_eq!(pause, Duration::from_secs(seconds), "{before}");
    }
    assert_eq!(pause(Round::Settled), LONGEST);
}

proptest! {
    #[test]
    fn a_pause_never_shrinks_and_never_exceeds_the_longest(before in any::<u32>()) {
        let now = pause(Round::Unfinished(before));
        let next = pause(Round::Unfinished(before.saturating_add(1)));
        prop_assert!(next >= now);
        prop_assert!(next <= LONGEST);
        prop_assert!(next == LONGEST || next == now * 2);
    }
}
