//! Serves a router over TCP, with a limit on connections and on how long each may wait.
//!
//! `axum::serve` has neither. hyper has one time limit for headers, which also ends a connection that
//! is kept open between two requests; here the two differ, and a client that takes no answer is ended
//! as well. So each connection keeps note of what it waits for.

mod activity;
mod refusal;

use std::{collections::BTreeMap, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt;

use self::{
    activity::{Activity, AnswerBody, WatchedStream},
    refusal::Refusals,
};
use crate::limits::ConnectionLimits;

/// The pause after the system has refused a connection, for want of file descriptors say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// File descriptors that are left for the database, the site's files and calls to Klarna.
const OTHER_FILES: u64 = 256;

/// Serves until `stopped`; then no new requests are taken, and those under way come to their end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut limits: ConnectionLimits,
    mut stopped: watch::Receiver<bool>,
) {
    limits.at_once = within_system(limits.at_once);
    let limits = Arc::new(limits);
    let mut connections = Connections::default();
    let mut refusals = Refusals::default();
    let told = stopped.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if connections.make_room(limits.at_once) {
                        let serving = (router.clone(), Arc::clone(&limits), told.clone());
                        connections.add(stream, peer, serving);
                    } else {
                        refusals.refuse(stream);
                    }
                }
                Err(error) if is_of_connection(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be taken");
                    connections.make_room(0);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = connections.one_ended(), if !connections.open.is_empty() => {}
            // Told to stop, or dropped: both end it.
            () = is_told_to_stop(&mut stopped) => break,
        }
    }
    drop(listener);
    while !connections.open.is_empty() {
        connections.one_ended().await;
    }
}

/// The connections that are open.
#[derive(Default)]
struct Connections {
    tasks: JoinSet<u64>,
    open: BTreeMap<u64, Arc<Activity>>,
    next: u64,
}

type Serving = (Router, Arc<ConnectionLimits>, watch::Receiver<bool>);

impl Connections {
    /// Returns `true` if one more fits. Where there are as many as allowed, the one that has waited
    /// longest for its client gives way: half a request must not keep others out.
    fn make_room(&mut self, at_once: usize) -> bool {
        if self.open.len() < at_once {
            return true;
        }
        let waiting = self.open.iter();
        let waiting = waiting.filter_map(|(id, it)| Some((it.evictable_since()?, *id)));
        let Some((_, id)) = waiting.min() else {
            return false;
        };
        if let Some(activity) = self.open.remove(&id) {
            activity.evict();
        }
        true
    }

    fn add(&mut self, stream: TcpStream, peer: SocketAddr, serving: Serving) {
        let id = self.next;
        self.next += 1;
        let activity = Arc::new(Activity::new(&serving.1));
        self.open.insert(id, Arc::clone(&activity));
        self.tasks.spawn(async move {
            serve_one(stream, peer, activity, serving).await;
            id
        });
    }

    async fn one_ended(&mut self) {
        match self.tasks.join_next().await {
            Some(Ok(id)) => drop(self.open.remove(&id)),
            // A handler that panics: which connection it was is not said, so look at all.
            Some(Err(_)) => self
                .open
                .retain(|_, activity| Arc::strong_count(activity) > 1),
            None => self.open.clear(),
        }
    }
}

async fn serve_one(
    stream: TcpStream,
    peer: SocketAddr,
    activity: Arc<Activity>,
    (router, _, mut stopped): Serving,
) {
    // Small answers go at once, without waiting for more to send.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(WatchedStream::new(stream, Arc::clone(&activity)));
    let service = service_fn(|request: Request<Incoming>| {
        let busy = activity.begin();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        async move { Ok::<_, std::convert::Infallible>(AnswerBody::of(answer.await?, busy)) }
    });
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .serve_connection(stream, service);
    tokio::pin!(connection);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            // An error is the client's: it went away, or sent what is no request.
            _ = connection.as_mut() => return,
            () = activity.overdue() => return,
            () = is_told_to_stop(&mut stopped), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn is_told_to_stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// As many connections as the system has file descriptors for, after asking it for more.
fn within_system(at_once: usize) -> usize {
    let wanted = u64::try_from(at_once).unwrap_or(u64::MAX);
    let files = rlimit::increase_nofile_limit(wanted.saturating_add(OTHER_FILES));
    let most = files.map_or(wanted, |files| files.saturating_sub(OTHER_FILES).max(16));
    if most < wanted {
        tracing::warn!(most, wanted, "the system allows fewer connections at once");
    }
    usize::try_from(most.min(wanted)).unwrap_or(at_once)
}

/// Returns `true` for an error of one connection, which says nothing of the next.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
