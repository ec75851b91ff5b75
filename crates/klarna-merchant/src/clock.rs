//! What time it is, as a value that tests can set.

use std::{fmt, sync::Arc};

use time::OffsetDateTime;

/// Tells the time.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The machine's own.
    pub(crate) fn system() -> Self {
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    /// A clock that shows whatever `now` says.
    pub(crate) fn of(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time in UTC, in whole seconds: what is stored and what is answered are the same.
    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.0)().truncate_to_second()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
