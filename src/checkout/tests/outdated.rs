//! An answer to an outdated request, and a timer that was started anew since, change nothing.

use std::collections::BTreeSet;

use checkout_contract::SessionState;

use super::rig::{Rig, approved, placed, session, status};
use crate::checkout::{
    AuthorizeAnswer, Effect, Event, Failure, LoadAnswer, RequestId, ServerFault, Timer,
};

/// Makes a request twice, and gives the answer to the first one.
type Outdated = fn(&mut Rig) -> Event;

const ANSWERS: [(&str, Outdated); 9] = [
    ("the script", |rig| {
        let first = script(&rig.mount());
        rig.event(Event::SdkAnswered(first, Err(Failure::ScriptTimeout)));
        rig.event(Event::RetryPressed);
        rig.session_arrives(session("s1", 1));
        Event::SdkAnswered(first, Ok(()))
    }),
    ("a session", |rig| {
        rig.mount();
        rig.sdk_arrives();
        let first = rig.session_request();
        rig.event(Event::SessionOutdated {
            cart_version: Some(1),
        });
        Event::SessionAnswered(first, Ok(session("s1", 1)))
    }),
    ("the widget", |rig| {
        show_widget(rig);
        rig.event(Event::RefreshAsked);
        rig.time_out();
        rig.session_arrives(session("s1", 1));
        let first = rig.widget_ticket();
        rig.event(Event::RefreshAsked);
        rig.time_out();
        rig.session_arrives(session("s1", 1));
        Event::WidgetAnswered(first, LoadAnswer::NotOffered)
    }),
    ("authorize", |rig| {
        show_widget(rig);
        rig.event(Event::PayPressed);
        let first = rig.authorize_ticket();
        rig.authorize(AuthorizeAnswer::Closed);
        rig.event(Event::PayPressed);
        Event::AuthorizeAnswered(first, approved("token-1"))
    }),
    ("finalize", |rig| {
        show_widget(rig);
        rig.event(Event::PayPressed);
        rig.authorize(AuthorizeAnswer::FinalizeRequired);
        rig.event(Event::FinalizePressed);
        let first = rig.authorize_ticket();
        rig.authorize(AuthorizeAnswer::Closed);
        rig.event(Event::FinalizePressed);
        Event::AuthorizeAnswered(first, approved("token-1"))
    }),
    ("an approval", |rig| {
        lose_the_answer(rig);
        let first = rig.place_request();
        rig.time_out();
        let open = Ok(status(SessionState::Open));
        rig.event(Event::StatusAnswered(rig.status_ticket(), open));
        Event::PlaceAnswered(first, Ok(placed()))
    }),
    ("an approval that is sent again after a new press", |rig| {
        lose_the_answer(rig);
        let first = rig.place_request();
        rig.time_out();
        let failed = Ok(status(SessionState::Failed));
        rig.event(Event::StatusAnswered(rig.status_ticket(), failed));
        rig.session_arrives(session("s1", 1));
        rig.widget_shown();
        rig.event(Event::PayPressed);
        rig.approve("token-2");
        let refused = ServerFault::Refused(checkout_contract::Code::Declined);
        Event::PlaceAnswered(first, Err(refused))
    }),
    ("where the session stands", |rig| {
        lose_the_answer(rig);
        rig.time_out();
        let first = rig.status_ticket();
        rig.event(Event::StatusAnswered(first, Err(ServerFault::Unavailable)));
        rig.time_out();
        Event::StatusAnswered(first, Ok(status(SessionState::Failed)))
    }),
    ("where the session stands, behind Klarna's window", |rig| {
        show_widget(rig);
        rig.event(Event::PayPressed);
        rig.time_out();
        rig.event(Event::CheckPressed);
        let first = rig.status_ticket();
        rig.event(Event::CheckPressed);
        Event::StatusAnswered(first, Ok(status(SessionState::Placed)))
    }),
];

const TIMERS: [(&str, Outdated); 6] = [
    ("the cart is quiet", |rig| {
        show_widget(rig);
        rig.event(Event::CartChanged(2));
        let first = started(rig);
        rig.event(Event::CartChanged(3));
        Event::TimedOut(first)
    }),
    ("a session is asked for again", |rig| {
        rig.mount();
        for _ in 0..2 {
            let lost = Err(ServerFault::Unavailable);
            rig.event(Event::SessionAnswered(rig.session_request(), lost));
            if rig.count(|e| matches!(e, Effect::Start(..))) == 1 {
                rig.time_out();
            }
        }
        Event::TimedOut(first_started(rig))
    }),
    ("the widget is overdue", |rig| {
        show_widget(rig);
        let first = started(rig);
        rig.event(Event::RefreshAsked);
        rig.time_out();
        rig.session_arrives(session("s1", 1));
        assert_ne!(first, started(rig));
        Event::TimedOut(first_started(rig))
    }),
    ("Klarna's window has been open for long", |rig| {
        show_widget(rig);
        rig.event(Event::PayPressed);
        let first = started(rig);
        rig.authorize(AuthorizeAnswer::Closed);
        rig.event(Event::PayPressed);
        Event::TimedOut(first)
    }),
    ("the server is asked again", |rig| {
        lose_the_answer(rig);
        let first = started(rig);
        rig.time_out();
        let lost = Err(ServerFault::Unavailable);
        rig.event(Event::StatusAnswered(rig.status_ticket(), lost));
        Event::TimedOut(first)
    }),
    ("the session ends", |rig| {
        show_widget(rig);
        let first = started(rig);
        rig.event(Event::RefreshAsked);
        rig.time_out();
        rig.session_arrives(session("s1", 1));
        rig.widget_shown();
        Event::TimedOut(first)
    }),
];

fn show_widget(rig: &mut Rig) {
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
}

/// Pays up to an approval whose answer does not come.
fn lose_the_answer(rig: &mut Rig) {
    show_widget(rig);
    rig.event(Event::PayPressed);
    rig.approve("token-1");
    let lost = Err(ServerFault::Unavailable);
    rig.event(Event::PlaceAnswered(rig.place_request(), lost));
}

fn script(effects: &[Effect]) -> RequestId {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::LoadSdk(request) => Some(*request),
        _ => None,
    });
    asked.unwrap()
}

/// The timer that was started last.
fn started(rig: &Rig) -> Timer {
    rig.newest(timer).unwrap()
}

fn first_started(rig: &Rig) -> Timer {
    rig.asked.iter().find_map(timer).unwrap()
}

fn timer(effect: &Effect) -> Option<Timer> {
    match effect {
        Effect::Start(timer, _) => Some(*timer),
        _ => None,
    }
}

fn changes_nothing(name: &str, outdated: Outdated) {
    let mut rig = Rig::new();
    let event = outdated(&mut rig);
    let before = rig.checkout.state().clone();
    assert_eq!(rig.event(event), [], "{name}");
    assert_eq!(rig.checkout.state(), &before, "{name}");
}

#[test]
fn an_answer_to_an_outdated_request_changes_nothing() {
    for (name, outdated) in ANSWERS {
        changes_nothing(name, outdated);
    }
}

#[test]
fn a_timer_that_was_started_anew_changes_nothing() {
    for (name, outdated) in TIMERS {
        changes_nothing(name, outdated);
    }
}

#[test]
fn every_request_and_every_timer_has_an_id_of_its_own() {
    for (name, outdated) in ANSWERS.into_iter().chain(TIMERS) {
        let mut rig = Rig::new();
        outdated(&mut rig);
        let ids: Vec<RequestId> = rig.asked.iter().filter_map(id).collect();
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{name}: {ids:?}");
    }
}

/// A widget's and an authorization's timer have the id of the call that they limit.
fn id(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::LoadSdk(request)
        | Effect::FetchSession { request, .. }
        | Effect::LoadWidget { request, .. }
        | Effect::Authorize { request, .. }
        | Effect::Finalize { request, .. }
        | Effect::Reauthorize { request, .. }
        | Effect::Place { request, .. }
        | Effect::FetchStatus { request, .. } => Some(*request),
        Effect::Start(timer, _) => match timer {
            Timer::Widget(_) | Timer::Authorize(_) => None,
            Timer::CartQuiet(request)
            | Timer::SessionRetry(request)
            | Timer::Check(request)
            | Timer::SessionEnd(request) => Some(*request),
        },
        _ => None,
    }
}
