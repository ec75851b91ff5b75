//! A model of a checkout: the page, two servers over one database, and Klarna. Explored state by
//! state, over the very functions of [`approval_rules`] that the servers run.
//!
//! Klarna may carry an order out after the server has stopped waiting, refuse a repetition of what it
//! has carried out, show a session as it was before, lose an answer, refuse for no reason, and call
//! back at any time. A server may crash between any two steps, or fail to write what it heard: both
//! lose what it held in memory. The second server acts at the same time on the same rows. The shopper
//! reloads, approves again and pays another way wherever the shop lets them.

mod klarna;
mod page;
mod properties;
mod server;
mod world;

use stateright::{Checker, Model, Property};

use world::{Action, World};

/// The checkout, with the number of things that may go wrong in one run.
#[derive(Debug, Clone, Copy)]
struct Checkout {
    /// Crashes and failed writes.
    crashes: u8,
    /// Answers of Klarna that are lost, late, stale or refusals without a reason.
    faults: u8,
    /// Approvals that the shopper gives.
    approvals: u8,
}

impl Model for Checkout {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        [false, true]
            .map(|several_pages| {
                World::new(self.crashes, self.faults, self.approvals, several_pages)
            })
            .to_vec()
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        page::actions(world, actions);
        server::actions(world, actions);
        klarna::actions(world, actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        match action {
            Action::Page(action) => page::act(&mut next, action),
            Action::Server(server, action) => server::act(&mut next, server, action),
            Action::Klarna(action) => klarna::act(&mut next, action),
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}

/// Explores every state, prints how many there are, and fails with the steps to a broken property.
fn explore(checkout: Checkout) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = checkout.checker().threads(threads).spawn_bfs().join();
    println!(
        "{checkout:?}: {} states, {} steps deep",
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
}

#[test]
fn nothing_breaks_the_money_rules() {
    explore(Checkout {
        crashes: 1,
        faults: 1,
        approvals: 2,
    });
}

/// Minutes, for ten million states: run with `cargo test -p approval-rules --release -- --ignored --nocapture however_deep`.
#[test]
#[ignore = "takes minutes; the smaller exploration runs with every test"]
fn nothing_breaks_the_money_rules_however_deep() {
    explore(Checkout {
        crashes: 2,
        faults: 2,
        approvals: 2,
    });
}
