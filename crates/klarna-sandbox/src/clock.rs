//! The sandbox's own time.

use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::{sync::watch, time::sleep};

/// The time that sessions and tokens live by: it runs like the machine's and can be moved forward,
/// so that nobody waits 48 hours to see a session expire.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The time before the offset is added.
    base: Base,
    /// Seconds ahead of the base. Shared: clones of a clock show the same time.
    offset: watch::Sender<i64>,
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
            offset: watch::Sender::new(0),
        }
    }

    /// The sandbox's time.
    pub fn now(&self) -> OffsetDateTime {
        self.base_now()
            .saturating_add(Duration::seconds(self.offset_seconds()))
    }

    fn base_now(&self) -> OffsetDateTime {
        match self.base {
            Base::System => OffsetDateTime::now_utc(),
            Base::Stopped(instant) => instant,
        }
    }

    /// The seconds that it is ahead.
    pub fn offset_seconds(&self) -> i64 {
        *self.offset.borrow()
    }

    /// Moves it forward and gives the new offset; `None`, and nothing moved, for a negative number
    /// or one that leads past [`Self::LIMIT`].
    pub fn advance(&self, seconds: i64) -> Option<i64> {
        let mut moved = None;
        self.offset.send_if_modified(|offset| {
            moved = offset
                .checked_add(seconds)
                .filter(|offset| seconds >= 0 && *offset <= Self::LIMIT);
            *offset = moved.unwrap_or(*offset);
            moved.is_some()
        });
        moved
    }

    /// The offset, in whole seconds, at which the clock shows this instant, or a part of a second more.
    /// `None`: it would be ahead by more than [`Self::LIMIT`].
    pub(crate) fn offset_to(&self, instant: OffsetDateTime) -> Option<i64> {
        let ahead = instant - self.base_now();
        let part = i64::from(ahead.subsec_nanoseconds() > 0);
        let offset = ahead.whole_seconds().saturating_add(part);
        (offset <= Self::LIMIT).then_some(offset)
    }

    /// Sets how far it is ahead of its base; behind, where that is negative.
    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset.send_replace(seconds);
    }

    /// Waits until the clock shows this instant or a later one, however it gets there.
    pub(crate) async fn reached(&self, instant: OffsetDateTime) {
        let mut moved = self.offset.subscribe();
        loop {
            let left = instant - self.now();
            if !left.is_positive() {
                return;
            }
            tokio::select! {
                () = sleep(left.unsigned_abs()) => {}
                // Never an error: the sender is the clock's own.
                _ = moved.changed() => {}
            }
        }
    }

    /// Back to the base's own time.
    pub fn reset(&self) {
        self.offset.send_replace(0);
    }
}

/// RFC 3339 in UTC with milliseconds at most: `2026-03-01T12:00:00.25Z`.
pub(crate) fn rfc3339(instant: OffsetDateTime) -> String {
    let millisecond = instant.millisecond();
    instant
        .replace_millisecond(millisecond)
        .unwrap_or(instant)
        .format(&Rfc3339)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_for_an_instant_is_woken_when_the_clock_is_moved_there() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let clock = Clock::stopped_at(start);
        clock.reached(start).await;
        let waiting = clock.clone();
        let later = start + Duration::hours(1);
        let reached = tokio::spawn(async move { waiting.reached(later).await });
        clock.advance(3599);
        tokio::task::yield_now().await;
        assert!(!reached.is_finished());
        clock.advance(1);
        reached.await.expect("it is reached");
    }

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
