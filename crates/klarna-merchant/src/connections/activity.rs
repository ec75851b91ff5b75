//! The party that a connection waits for, and the time limit of that.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Response,
};
use http_body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::Notify,
    time::{Duration, Instant},
};

use crate::limits::ConnectionLimits;

/// A connection that has waited for less does not give way to another: its client may be about to
/// send.
const GRACE: Duration = Duration::from_secs(1);

/// The party that a connection waits for. Shared by its stream, its answers and its task.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
    changed: Notify,
    header_timeout: Duration,
    body_timeout: Duration,
    idle_timeout: Duration,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// Since when the client takes nothing of what is sent.
    stalled: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// For a request's headers, which have begun to arrive, or for those of the first request.
    Headers { since: Instant },
    /// For the next request.
    Idle { since: Instant },
    /// For the server's own answer.
    Busy,
    /// For nothing: another connection has taken its place.
    Evicted,
}

impl Activity {
    pub(super) fn new(limits: &ConnectionLimits) -> Self {
        let since = Instant::now();
        Self {
            state: Mutex::new(State {
                phase: Phase::Headers { since },
                stalled: None,
            }),
            changed: Notify::new(),
            header_timeout: limits.header_timeout,
            body_timeout: limits.body_timeout,
            idle_timeout: limits.idle_timeout,
        }
    }

    /// A request is being answered, until the guard is gone.
    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.enter(Phase::Busy);
        Busy(Arc::clone(self))
    }

    /// Returns since when the client has kept the server waiting, if that is long enough to give way.
    pub(super) fn evictable_since(&self) -> Option<Instant> {
        match self.state().phase {
            Phase::Headers { since } | Phase::Idle { since } if since.elapsed() >= GRACE => {
                Some(since)
            }
            _ => None,
        }
    }

    pub(super) fn evict(&self) {
        self.enter(Phase::Evicted);
    }

    /// Waits until the client has taken too long.
    pub(super) async fn overdue(&self) {
        loop {
            let changed = self.changed.notified();
            match self.deadline() {
                Some(deadline) if deadline <= Instant::now() => return,
                Some(deadline) => tokio::select! {
                    () = tokio::time::sleep_until(deadline) => {}
                    () = changed => {}
                },
                None => changed.await,
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let state = self.state();
        let phase = match state.phase {
            Phase::Headers { since } => Some(since + self.header_timeout),
            Phase::Idle { since } => Some(since + self.idle_timeout),
            Phase::Busy => None,
            Phase::Evicted => Some(Instant::now()),
        };
        let stalled = state.stalled.map(|since| since + self.body_timeout);
        phase.into_iter().chain(stalled).min()
    }

    fn enter(&self, phase: Phase) {
        let mut state = self.state();
        if state.phase != Phase::Evicted {
            state.phase = phase;
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Something has arrived.
    fn received(&self) {
        if matches!(self.state().phase, Phase::Idle { .. }) {
            let since = Instant::now();
            self.enter(Phase::Headers { since });
        }
    }

    /// The client has taken something of what was sent, or not.
    fn sent<T>(&self, sent: &Poll<T>) {
        let mut state = self.state();
        let was_stalled = state.stalled.is_some();
        if sent.is_pending() != was_stalled {
            state.stalled = sent.is_pending().then(Instant::now);
            drop(state);
            self.changed.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<Activity>);

impl Drop for Busy {
    fn drop(&mut self) {
        let since = Instant::now();
        self.0.enter(Phase::Idle { since });
    }
}

/// An answer's body: the request is answered once it was sent.
#[derive(Debug)]
pub(super) struct AnswerBody {
    body: Body,
    _busy: Busy,
}

impl AnswerBody {
    pub(super) fn of(response: Response<Body>, busy: Busy) -> Response<Self> {
        response.map(|body| Self { body, _busy: busy })
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that notes what comes and goes.
#[derive(Debug)]
pub(super) struct WatchedStream<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> WatchedStream<S> {
    pub(super) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WatchedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.received();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WatchedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.activity.sent(&sent);
        sent
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.activity.sent(&sent);
        sent
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
