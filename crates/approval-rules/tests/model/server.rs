//! The two servers over one database.

use super::{
    page,
    world::{Action, Approval, KlarnaSession, Request, Server, ServerAction, World},
};
use approval_rules::{
    self as rules, Approved, Event, NotNow, OrderAnswer, Question, Reason, SessionAnswer,
    SessionUse,
};

pub(super) fn actions(world: &World, actions: &mut Vec<Action>) {
    for server in 0..world.servers.len() {
        let mut push = |action| actions.push(Action::Server(server, action));
        match &world.servers[server] {
            Server::Idle => idle_actions(world, &mut push),
            Server::Settling { .. } => push(ServerAction::Ask),
            Server::Asking { approval, question } => {
                for event in immediate_answers(world, *approval, *question) {
                    push(ServerAction::Get(event));
                }
                if *question == Question::Order {
                    push(ServerAction::Send);
                }
            }
            Server::Waiting { .. } if world.faults_left > 0 => push(ServerAction::TimeOut),
            Server::Waiting { .. } => {}
            Server::Hearing { .. } => push(ServerAction::Record),
            Server::Opening { .. } => push(ServerAction::Opened),
        }
        if world.servers[server] != Server::Idle && world.crashes_left > 0 {
            push(ServerAction::Crash);
        }
    }
}

/// The number of order requests in one run: more of the same shows nothing new, and has no end.
const ORDER_REQUESTS: u32 = 3;

fn idle_actions(world: &World, push: &mut impl FnMut(ServerAction)) {
    for (index, approval) in world.approvals.iter().enumerate() {
        let asks = rules::next_question(&approval.facts, None).is_some();
        if asks && approval.facts.order_requests < ORDER_REQUESTS {
            push(ServerAction::Settle(index));
        }
    }
    if world.told.is_some() {
        push(ServerAction::TakeTold);
    }
    let asked_before = !world.approvals.is_empty() || world.unconfirmed.is_some();
    if asked_before && !world.may_pay && !world.paid_otherwise && world.live().is_none() {
        for answer in session_answers(world, world.session) {
            push(ServerAction::Open(answer));
        }
    }
}

/// Returns what Klarna may say of a session: the truth, and with a fault, an earlier truth or nothing.
fn session_answers(world: &World, session: usize) -> Vec<SessionAnswer> {
    let klarna = &world.klarna[session];
    let complete = klarna.order.is_some();
    let mut answers = Vec::new();
    if complete {
        answers.push(SessionAnswer::Complete);
    }
    if !complete || (world.faults_left > 0 && klarna.may_be_stale) {
        answers.push(SessionAnswer::Incomplete);
    }
    if world.faults_left > 0 {
        answers.push(SessionAnswer::Unclear);
    }
    answers
}

fn immediate_answers(world: &World, approval: usize, question: Question) -> Vec<Event> {
    let approval = &world.approvals[approval];
    let answers = session_answers(world, approval.session).into_iter();
    match question {
        Question::Completion => answers
            .map(|answer| Event::Completion(answer, world.now()))
            .collect(),
        Question::Approval => answers
            .map(|answer| Event::Approval(approved(world, approval, answer)))
            .collect(),
        Question::Repetition => answers
            .map(|answer| Event::Repetition(approved(world, approval, answer), world.now()))
            .collect(),
        Question::CustomerToken | Question::Order => Vec::new(),
    }
}

/// Returns what that answer says of the approval.
fn approved(world: &World, approval: &Approval, answer: SessionAnswer) -> Approved {
    match answer {
        SessionAnswer::Complete => Approved::Completed,
        SessionAnswer::Unclear | SessionAnswer::Gone => Approved::Unclear,
        SessionAnswer::Incomplete => match world.klarna[approval.session].token {
            None => Approved::Expired,
            Some(current) if current == approval.token => Approved::Own,
            Some(_) => Approved::Foreign,
        },
    }
}

pub(super) fn act(world: &mut World, server: usize, action: ServerAction) {
    let state = std::mem::replace(&mut world.servers[server], Server::Idle);
    world.servers[server] = match (state, action) {
        (_, ServerAction::Settle(approval)) => Server::Settling {
            approval,
            heard: None,
        },
        (Server::Settling { approval, heard }, ServerAction::Ask) => {
            ask(world, approval, heard.as_ref())
        }
        (Server::Asking { approval, .. }, ServerAction::Get(event)) => {
            spend_fault(world, approval, &event);
            Server::Hearing { approval, event }
        }
        (Server::Asking { approval, .. }, ServerAction::Send) => {
            let sent = &world.approvals[approval];
            world.requests.push(Request {
                session: sent.session,
                token: sent.token,
                server: Some(server),
            });
            Server::Waiting { approval }
        }
        (Server::Waiting { approval }, ServerAction::TimeOut) => {
            world.faults_left -= 1;
            abandon_request(world, server);
            let event = Event::Order(OrderAnswer::Lost);
            Server::Hearing { approval, event }
        }
        (Server::Hearing { approval, event }, ServerAction::Record) => {
            record(world, approval, &event);
            Server::Settling {
                approval,
                heard: Some(event),
            }
        }
        (_, ServerAction::TakeTold) => {
            take_told(world);
            Server::Idle
        }
        (_, ServerAction::Open(answer)) => {
            let session = world.session;
            if is_wrong(world, session, answer) {
                world.faults_left -= 1;
            }
            Server::Opening { session, answer }
        }
        (Server::Opening { session, answer }, ServerAction::Opened) => {
            opened(world, session, answer);
            Server::Idle
        }
        (_, ServerAction::Crash) => {
            world.crashes_left -= 1;
            abandon_request(world, server);
            Server::Idle
        }
        (state, _) => state,
    };
}

fn ask(world: &mut World, approval: usize, heard: Option<&Event>) -> Server {
    let facts = world.facts(approval);
    let Some(question) = rules::next_question(&facts, heard) else {
        return Server::Idle;
    };
    match rules::begin(&facts, question) {
        Ok(next) => {
            world.approvals[approval].facts = rules::Facts {
                cart: rules::CartFacts::Current,
                ..next
            };
            Server::Asking { approval, question }
        }
        Err(NotNow::CartChanged) => {
            world.record(approval, &Event::Superseded(Reason::CartChanged));
            Server::Idle
        }
        Err(NotNow::Pointless) => Server::Idle,
    }
}

fn record(world: &mut World, approval: usize, event: &Event) {
    world.record(approval, event);
    let after = &world.approvals[approval].facts;
    if matches!(event, Event::Order(OrderAnswer::Placed(_))) && after.order_id.is_none() {
        world.lost_id = true;
    }
    if *event == Event::Approval(Approved::Completed) {
        let session = world.approvals[approval].session;
        adopt(world, session, SessionAnswer::Complete);
    }
}

/// Records the order of a completed session, if it came of an approval that does not know it.
fn adopt(world: &mut World, session: usize, answer: SessionAnswer) -> SessionUse {
    let of_session = |index: &usize| world.approvals[*index].session == session;
    let indices: Vec<_> = (0..world.approvals.len()).filter(of_session).collect();
    let facts: Vec<_> = indices.iter().map(|index| world.facts(*index)).collect();
    let session_use = rules::use_session(answer, &facts);
    if let SessionUse::Ordered(found) = session_use {
        let event = Event::Completion(SessionAnswer::Complete, world.now());
        world.record(indices[found], &event);
    }
    session_use
}

fn opened(world: &mut World, session: usize, answer: SessionAnswer) {
    if world.live().is_some() || world.paid_otherwise || world.session != session {
        return;
    }
    match adopt(world, session, answer) {
        SessionUse::Keep => world.may_pay = true,
        SessionUse::Replace => {
            world.klarna.push(KlarnaSession::default());
            world.session = world.klarna.len() - 1;
            world.unconfirmed = None;
            world.may_pay = true;
        }
        SessionUse::Ordered(_) | SessionUse::Unknown => {}
    }
}

/// Takes the approval that Klarna told of, unless the shopper has yet to confirm it.
fn take_told(world: &mut World) {
    let Some(told) = world.told.take() else {
        return;
    };
    if world.auto_finalize && told.session == world.session {
        page::receive(world, told.session, told.token, told.confirmed);
    }
}

fn abandon_request(world: &mut World, server: usize) {
    for request in &mut world.requests {
        if request.server == Some(server) {
            request.server = None;
        }
    }
}

fn spend_fault(world: &mut World, approval: usize, event: &Event) {
    let session = world.approvals[approval].session;
    let answer = match event {
        Event::Completion(answer, _) => *answer,
        Event::Approval(approved) | Event::Repetition(approved, _) => (*approved).into(),
        _ => SessionAnswer::Incomplete,
    };
    if is_wrong(world, session, answer) {
        world.faults_left -= 1;
    }
}

fn is_wrong(world: &World, session: usize, answer: SessionAnswer) -> bool {
    let so = if world.klarna[session].order.is_some() {
        SessionAnswer::Complete
    } else {
        SessionAnswer::Incomplete
    };
    answer != so
}
