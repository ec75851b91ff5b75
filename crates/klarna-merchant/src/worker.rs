//! The background work that comes with every router: settling approvals and charging subscriptions.

use std::sync::{Arc, Weak};

use tokio::{
    runtime::Handle,
    sync::watch,
    task::{JoinError, JoinHandle},
};

use crate::{
    checkout::keep_settling, http::App, retention::Retention, store::Store, upkeep::keep_tidy,
};

/// The background work of a router: approvals without an outcome are settled, subscriptions are
/// charged as they come due, and old records are deleted.
///
/// It runs as long as any clone of the router lives, also where this handle was dropped.
#[derive(Debug)]
pub struct Worker {
    keep_alive: Weak<KeepAlive>,
    settling: JoinHandle<()>,
    following: JoinHandle<()>,
    charging: JoinHandle<()>,
    tidying: JoinHandle<()>,
    store: Store,
}

/// Held by each clone of a router. The worker ends with the last one.
#[derive(Debug)]
pub(crate) struct KeepAlive(watch::Sender<bool>);

impl KeepAlive {
    fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Worker {
    /// Starts the work on a runtime. It goes on as long as the second value lives.
    pub(crate) fn start(
        app: &App,
        retention: Retention,
        runtime: &Handle,
    ) -> (Self, Arc<KeepAlive>) {
        let (stop, stopped) = watch::channel(false);
        let keep_alive = Arc::new(KeepAlive(stop));
        let subscriptions = &app.subscriptions;
        let settling = keep_settling(app.checkout.clone(), stopped.clone());
        let following = subscriptions.clone().keep_following(stopped.clone());
        let charging = subscriptions.clone().keep_charging(stopped.clone());
        let tidying = keep_tidy(app.store.clone(), retention, app.clock.clone(), stopped);
        let worker = Self {
            keep_alive: Arc::downgrade(&keep_alive),
            settling: runtime.spawn(settling),
            following: runtime.spawn(following),
            charging: runtime.spawn(charging),
            tidying: runtime.spawn(tidying),
            store: app.store.clone(),
        };
        (worker, keep_alive)
    }

    /// Returns `true` if all of the work has ended.
    #[cfg(test)]
    pub(crate) fn has_ended(&self) -> bool {
        let tasks = [
            &self.settling,
            &self.following,
            &self.charging,
            &self.tidying,
        ];
        tasks.iter().all(|task| task.is_finished())
    }

    /// Begins nothing new, and waits until the work that is under way is done.
    ///
    /// The router still answers. Stop serving it first: an approval that it takes afterwards and
    /// that Klarna gives no clear answer to waits for the next start.
    ///
    /// # Errors
    /// The work had failed before.
    pub async fn stop(self) -> Result<(), JoinError> {
        if let Some(keep_alive) = self.keep_alive.upgrade() {
            keep_alive.stop();
        }
        self.settling.await?;
        self.following.await?;
        self.charging.await?;
        self.tidying.await?;
        // What was cleared is gone, even where another program keeps the database open.
        if let Err(error) = self.store.truncate_log().await {
            tracing::warn!(%error, "the database's log cannot be truncated");
        }
        Ok(())
    }
}
