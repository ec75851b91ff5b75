//! The pauses of the background worker between two rounds of settling.

use std::time::Duration;

/// The pause after the first of several rounds that left something.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause, and that of a worker with nothing to do. A wake-up that gets lost, by an error
/// of the database say, delays an outcome by this much and no more.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The result of a round of settling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Round {
    /// Everything has its outcome.
    Settled,
    /// Something is left, or the round could not be finished; and so it was in that many rounds
    /// before it.
    Unfinished(u32),
}

/// Returns the pause after a round. A wake-up ends it early.
pub fn pause(round: Round) -> Duration {
    match round {
        Round::Settled => LONGEST_PAUSE,
        Round::Unfinished(before) => {
            let factor = 2_u32.saturating_pow(before);
            FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE)
        }
    }
}
