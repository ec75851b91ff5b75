//! The properties of every state, whatever happened before.

use std::time::Duration;

use stateright::Property;

use super::{
    Checkout, klarna, server,
    world::{Action, KlarnaAction, Server, ServerAction, World},
};
use approval_rules::{self as rules, Round, Stage};

pub(super) fn all() -> Vec<Property<Checkout>> {
    vec![
        Property::always("a cart is never paid twice", |_, world: &World| {
            payments(world) <= 1
        }),
        Property::always(
            "a cart is open again only if no order can come of its approvals",
            |_, world: &World| {
                let mut failed = world
                    .approvals
                    .iter()
                    .filter(|approval| approval.facts.stage == Stage::Failed);
                failed.all(|it| !is_or_may_become_an_order(world, it.session, it.token))
            },
        ),
        Property::always("an order's id is never thrown away", |_, world: &World| {
            !world.lost_id
        }),
        Property::always(
            "nothing is ordered that the shopper has not confirmed",
            |_, world: &World| {
                let mut approvals = world.approvals.iter();
                approvals.all(|approval| {
                    approval.confirmed
                        || world.klarna[approval.session].order != Some(approval.token)
                })
            },
        ),
        Property::always(
            "a Klarna that answers makes every order known",
            |_, world: &World| is_known_in_the_end(world),
        ),
        Property::sometimes("an order is placed", |_, world: &World| {
            world
                .approvals
                .iter()
                .any(|it| it.facts.stage == Stage::Placed)
        }),
        Property::sometimes("a cart is opened again and paid", |_, world: &World| {
            world.approvals.len() > 1 && payments(world) == 1
        }),
    ]
}

fn payments(world: &World) -> usize {
    let orders = world
        .klarna
        .iter()
        .filter(|session| session.order.is_some());
    orders.count() + usize::from(world.paid_otherwise)
}

/// `true` if Klarna has an order of that token, or has a request that it may still carry out.
fn is_or_may_become_an_order(world: &World, session: usize, token: u8) -> bool {
    let on_its_way = world
        .requests
        .iter()
        .any(|request| request.session == session && request.token == token);
    world.klarna[session].order == Some(token)
        || (on_its_way && klarna::can_be_carried_out(world, session, token))
}

/// Lets everybody do as they should from here on, and looks whether the shop knows Klarna's orders.
///
/// The servers' memory is lost first. Klarna gives an order's id no second time.
fn is_known_in_the_end(world: &World) -> bool {
    if world.klarna.iter().all(|session| session.order.is_none()) {
        // That nothing is taken for an order is another property's.
        return true;
    }
    let mut world = world.clone();
    world.faults_left = 0;
    world.servers = [Server::Idle, Server::Idle];
    world.requests.clear();
    klarna::act(&mut world, KlarnaAction::TimePasses);
    // The worker comes back by itself, and soon.
    let comes_back = |round| rules::pause(round) <= SOON;
    if comes_back(Round::Settled) && comes_back(Round::Unfinished(u32::MAX)) {
        for approval in 0..world.approvals.len() {
            settle(&mut world, approval);
        }
    }
    world.approvals.iter().all(|approval| {
        let ordered = world.klarna[approval.session].order == Some(approval.token);
        ordered == (approval.facts.stage == Stage::Placed)
    })
}

/// The longest time for which an order at Klarna may be missing in the shop, once Klarna answers.
const SOON: Duration = Duration::from_secs(300);

/// Brings an approval to its outcome, in front of a Klarna that answers.
fn settle(world: &mut World, approval: usize) {
    if rules::next_question(&world.approvals[approval].facts, None).is_none() {
        return;
    }
    server::act(world, 0, ServerAction::Settle(approval));
    while world.servers[0] != Server::Idle {
        let mut actions = Vec::new();
        server::actions(world, &mut actions);
        klarna::actions(world, &mut actions);
        let last = actions.into_iter().rev().find_map(|action| match action {
            Action::Server(0, action) if action != ServerAction::Crash => {
                Some(Action::Server(0, action))
            }
            Action::Klarna(KlarnaAction::Answer(..)) => Some(action),
            _ => None,
        });
        match last {
            Some(Action::Server(server, action)) => server::act(world, server, action),
            Some(Action::Klarna(action)) => klarna::act(world, action),
            Some(Action::Page(_)) | None => return,
        }
    }
}
