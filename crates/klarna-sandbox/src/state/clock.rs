//! The sandbox's own time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use time::{Duration, OffsetDateTime};

/// The time that sessions and tokens live by: it runs like the machine's and can be moved forward,
/// so that nobody waits 48 hours to see a session expire.
#[derive(Debug, Clone)]
pub struct Clock {
    /// What is read before the offset is added.
    base: Base,
    /// Seconds ahead of the base. Shared: clones of a clock show the same time.
    offset: Arc<AtomicI64>,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    System,
    Stopped(OffsetDateTime),
}

impl Clock {
    /// The furthest a clock can be ahead of its base: ten years, in seconds.
    pub const LIMIT: i64 = 10 * 365 * 24 * 60 * 60;

    /// A clock that runs with the machine's.
    pub fn system() -> Self {
        Self::on(Base::System)
    }

    /// A clock that stands still until it is moved, for tests.
    pub fn stopped_at(instant: OffsetDateTime) -> Self {
        Self::on(Base::Stopped(instant))
    }

    fn on(base: Base) -> Self {
        Self {
            base,
            offset: Arc::default(),
        }
    }

    /// What time it is in the sandbox.
    pub fn now(&self) -> OffsetDateTime {
        let base = match self.base {
            Base::System => OffsetDateTime::now_utc(),
            Base::Stopped(instant) => instant,
        };
        base.saturating_add(Duration::seconds(self.offset_seconds()))
    }

    /// How far it is ahead, in seconds.
    pub fn offset_seconds(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }

    /// Moves it forward and gives the new offset; `None`, and nothing moved, for a negative number
    /// or one that leads past [`Self::LIMIT`].
    pub fn advance(&self, seconds: i64) -> Option<i64> {
        let moved = |offset: i64| {
            offset
                .checked_add(seconds)
                .filter(|offset| seconds >= 0 && *offset <= Self::LIMIT)
        };
        self.offset
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, moved)
            .ok()
            .map(|before| before + seconds)
    }

    /// Back to the base's own time.
    pub fn reset(&self) {
        self.offset.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_moves_forward_only_and_within_its_limit() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let clock = Clock::stopped_at(start);
        assert_eq!(clock.advance(3600), Some(3600));
        assert_eq!(clock.advance(1), Some(3601));
        assert_eq!(clock.now(), start + Duration::seconds(3601));
        assert_eq!(clock.advance(-1), None);
        assert_eq!(clock.advance(i64::MAX), None);
        assert_eq!(clock.advance(Clock::LIMIT), None);
        assert_eq!(clock.now(), start + Duration::seconds(3601));
        clock.reset();
        assert_eq!(clock.now(), start);
    }
}
