//! The shopper's pages.

use super::world::{Action, PageAction, Told, World};
use approval_rules::{self as rules, Admission, Event, OtherPayment, Reason};

pub(super) fn actions(world: &World, actions: &mut Vec<Action>) {
    let mut push = |action| actions.push(Action::Page(action));
    let open = world.klarna[world.session].order.is_none();
    if world.may_pay && world.approvals_left > 0 && open {
        if world.several_pages {
            push(PageAction::ApproveUnconfirmed);
        } else {
            push(PageAction::Approve);
        }
    }
    if world.unconfirmed.is_some() {
        push(PageAction::Confirm);
    }
    if world.several_pages && world.unconfirmed.is_none() && world.approvals.is_empty() {
        push(PageAction::SecondTab);
    }
    let live = world.live().map(|index| world.approvals[index].facts.stage);
    let refused = rules::pay_otherwise(live) == OtherPayment::Refused;
    if !world.paid_otherwise && !refused {
        push(PageAction::PayOtherwise);
    }
}

pub(super) fn act(world: &mut World, action: PageAction) {
    match action {
        PageAction::Approve => {
            let token = approve(world);
            receive(world, world.session, token, true);
        }
        PageAction::ApproveUnconfirmed => {
            let token = approve(world);
            world.unconfirmed = Some(token);
            // Klarna tells the server of every approval.
            let (session, confirmed) = (world.session, false);
            world.told = Some(Told {
                session,
                token,
                confirmed,
            });
        }
        PageAction::Confirm => {
            let Some(token) = world.unconfirmed.take() else {
                return;
            };
            match world.approvals.iter_mut().find(|it| it.token == token) {
                // Klarna's callback was quicker.
                Some(approval) => approval.confirmed = true,
                None => receive(world, world.session, token, true),
            }
        }
        PageAction::SecondTab => {
            world.auto_finalize = rules::auto_finalize(world.auto_finalize, true);
        }
        PageAction::PayOtherwise => {
            if let Some(index) = world.live() {
                world.record(index, &Event::Superseded(Reason::PaidOtherwise));
            }
            world.paid_otherwise = true;
            world.may_pay = false;
        }
    }
}

/// Klarna gives the session a new authorization; the one before is worth nothing from now on.
fn approve(world: &mut World) -> u8 {
    let token = world.tokens;
    world.tokens += 1;
    world.klarna[world.session].token = Some(token);
    world.approvals_left -= 1;
    world.may_pay = false;
    token
}

/// The server stores an approval, if its rules let it.
pub(super) fn receive(world: &mut World, session: usize, token: u8, confirmed: bool) {
    if world.approvals.iter().any(|it| it.token == token) {
        return;
    }
    let live = world.live().map(|index| world.approvals[index].facts.stage);
    if rules::admit(!world.paid_otherwise, live) == Admission::Admitted {
        let approval = world.new_approval(session, token, confirmed);
        world.approvals.push(approval);
        world.may_pay = false;
    }
}
