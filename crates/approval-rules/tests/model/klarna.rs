//! Klarna, at its worst.

use super::world::{Action, Answer, KlarnaAction, Request, Server, World};
use approval_rules::{Event, KnownOrder, OrderAnswer, Refusal};

pub(super) fn actions(world: &World, actions: &mut Vec<Action>) {
    let mut push = |action| actions.push(Action::Klarna(action));
    for (index, request) in world.requests.iter().enumerate() {
        for answer in answers(world, request) {
            push(KlarnaAction::Answer(index, answer));
        }
    }
    for (index, approval) in world.approvals.iter().enumerate() {
        let ordered = world.klarna[approval.session].order == Some(approval.token);
        if ordered && approval.facts.order_id.is_none() {
            push(KlarnaAction::Push(index));
        }
    }
    if world.hours < HOURS {
        push(KlarnaAction::TimePasses);
    }
}

/// The number of times that authorizations run out in one run.
const HOURS: u8 = 1;

/// `true` if a request is carried out if Klarna comes to it now.
pub(super) fn can_be_carried_out(world: &World, session: usize, token: u8) -> bool {
    let klarna = &world.klarna[session];
    klarna.order.is_none() && klarna.token == Some(token)
}

fn answers(world: &World, request: &Request) -> Vec<Answer> {
    let carried_out = world.klarna[request.session].order == Some(request.token);
    let mut answers = Vec::new();
    if carried_out || can_be_carried_out(world, request.session, request.token) {
        answers.push(Answer::Order);
    } else {
        answers.push(Answer::Gone);
    }
    if world.faults_left > 0 {
        answers.extend([Answer::OrderLost, Answer::Declined, Answer::Lost]);
    }
    if carried_out {
        // Whether a repetition gets the order again is not published.
        answers.extend([Answer::Spent, Answer::Gone]);
    }
    answers
}

pub(super) fn act(world: &mut World, action: KlarnaAction) {
    match action {
        KlarnaAction::Answer(index, answer) => {
            let request = world.requests.remove(index);
            respond(world, &request, answer);
        }
        KlarnaAction::Push(index) => {
            let order = order(world.approvals[index].token);
            world.record(index, &Event::Shown(order));
        }
        KlarnaAction::TimePasses => {
            world.hours += 1;
            for session in &mut world.klarna {
                session.token = None;
                session.may_be_stale = false;
            }
        }
    }
}

fn respond(world: &mut World, request: &Request, answer: Answer) {
    if matches!(answer, Answer::OrderLost | Answer::Declined | Answer::Lost) {
        world.faults_left -= 1;
    }
    let carries_out = matches!(answer, Answer::Order | Answer::OrderLost);
    if carries_out && can_be_carried_out(world, request.session, request.token) {
        let session = &mut world.klarna[request.session];
        session.order = Some(request.token);
        session.may_be_stale = true;
    }
    let heard = match answer {
        Answer::Order => OrderAnswer::Placed(order(request.token)),
        Answer::OrderLost | Answer::Lost => OrderAnswer::Lost,
        Answer::Gone => OrderAnswer::Refused(Refusal::AuthorizationGone),
        Answer::Spent => OrderAnswer::Refused(Refusal::Spent),
        Answer::Declined => OrderAnswer::Refused(Refusal::Declined),
    };
    let Some(server) = request.server else {
        return;
    };
    if let Server::Waiting { approval } = world.servers[server] {
        let event = Event::Order(heard);
        world.servers[server] = Server::Hearing { approval, event };
    }
}

fn order(token: u8) -> KnownOrder {
    KnownOrder {
        id: World::order_id(token),
        fraud_status: klarna_payments::FraudStatus::Accepted,
    }
}
