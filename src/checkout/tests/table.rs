//! Writes the table of states and events, from the code itself, and holds the document to it.

use std::{fmt::Write as _, fs, path::Path};

use checkout_contract::{Code, SessionState, Status};

use super::rig::{Rig, approved, placed, session, violation};
use crate::checkout::{
    AuthorizeAnswer, Effect, Event, Failure, LoadAnswer, SdkFault, ServerFault, Timer,
};

/// Gets into a state.
type State = fn() -> Rig;

/// The states.
const STATES: [(&str, State); 17] = [
    ("idle", Rig::new),
    ("loading: session", || {
        let mut rig = Rig::new();
        rig.mount();
        rig
    }),
    ("loading: widget", || {
        let mut rig = Rig::new();
        rig.mount();
        rig.sdk_arrives();
        rig.session_arrives(session("s1", 1));
        rig
    }),
    ("loading: widget, script blocked", || {
        let mut rig = Rig::new();
        rig.mount();
        rig.sdk_arrives();
        rig.session_arrives(session("s1", 1));
        rig.script_blocked();
        rig
    }),
    ("ready", Rig::ready),
    ("not-offered", || {
        let mut rig = Rig::ready();
        rig.event(Event::RefreshAsked);
        rig.time_out();
        rig.session_arrives(session("s1", 1));
        rig.widget(LoadAnswer::NotOffered);
        rig
    }),
    ("authorizing", || {
        let mut rig = Rig::ready();
        rig.event(Event::PayPressed);
        rig
    }),
    ("authorizing, overdue", || {
        let mut rig = Rig::ready();
        rig.event(Event::PayPressed);
        rig.time_out();
        rig
    }),
    ("awaiting-finalize", || {
        Rig::awaiting(AuthorizeAnswer::FinalizeRequired)
    }),
    ("awaiting-finalize: token", || {
        Rig::awaiting(approved("token-1"))
    }),
    ("authorizing: finalize", || {
        let mut rig = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
        rig.event(Event::FinalizePressed);
        rig
    }),
    ("placing", Rig::placing),
    ("checking", || {
        let mut rig = Rig::placing();
        let lost = Err(ServerFault::Unavailable);
        rig.event(Event::PlaceAnswered(rig.place_request(), lost));
        rig.time_out();
        rig
    }),
    ("placed", || {
        let mut rig = Rig::placing();
        rig.event(Event::PlaceAnswered(rig.place_request(), Ok(placed())));
        rig
    }),
    ("declined", || {
        let mut rig = Rig::ready();
        rig.event(Event::PayPressed);
        rig.reject();
        rig
    }),
    ("expired", || {
        let mut rig = Rig::ready();
        rig.now += 48 * 3600 * 1000;
        rig.event(Event::PayPressed);
        rig
    }),
    ("failed", || {
        let mut rig = Rig::new();
        rig.mount();
        rig.sdk_arrives();
        rig.session_arrives(session("s1", 1));
        let fault = LoadAnswer::Fault(SdkFault::Unexpected);
        rig.widget(fault);
        rig
    }),
];

type Happening = fn(&Rig) -> Option<Event>;

/// What can happen, as the answer to the newest question of its kind.
const EVENTS: [(&str, Happening); 29] = [
    ("mounted", |_| {
        Some(Event::Mounted {
            cart_version: Some(1),
            unfinished: None,
        })
    }),
    ("unmounted", |_| Some(Event::Unmounted)),
    ("policy blocks a script", |_| {
        Some(Event::PolicyViolated(violation(true)))
    }),
    ("session arrives", |rig| {
        let request = rig.newest(session_request)?;
        Some(Event::SessionAnswered(request, Ok(session("s1", 1))))
    }),
    ("session refused", |rig| {
        let refused = ServerFault::Refused(Code::CartNotFound);
        Some(Event::SessionAnswered(
            rig.newest(session_request)?,
            Err(refused),
        ))
    }),
    ("script fails", |rig| {
        let request = rig.newest(|e| match e {
            Effect::LoadSdk(request) => Some(*request),
            _ => None,
        })?;
        Some(Event::SdkAnswered(request, Err(Failure::ScriptBlocked)))
    }),
    ("widget shown", |rig| {
        let invalid_fields = Vec::new();
        widget(rig, LoadAnswer::Shown { invalid_fields })
    }),
    ("widget not offered", |rig| {
        widget(rig, LoadAnswer::NotOffered)
    }),
    ("widget too slow", |rig| {
        rig.newest(|e| match e {
            Effect::Start(timer @ Timer::Widget(_), _) => Some(Event::TimedOut(*timer)),
            _ => None,
        })
    }),
    ("pay", |_| Some(Event::PayPressed)),
    ("confirm", |_| Some(Event::FinalizePressed)),
    ("another way to pay", |_| {
        Some(Event::MethodChosen("pay_later".to_owned()))
    }),
    ("fields corrected", |_| Some(Event::FieldsCorrected)),
    ("approved", |rig| authorized(rig, approved("token-2"))),
    ("finalize required", |rig| {
        authorized(rig, AuthorizeAnswer::FinalizeRequired)
    }),
    ("closed", |rig| authorized(rig, AuthorizeAnswer::Closed)),
    ("rejected", |rig| authorized(rig, AuthorizeAnswer::Rejected)),
    ("invalid fields", |rig| {
        authorized(rig, AuthorizeAnswer::InvalidFields(Vec::new()))
    }),
    ("unreadable", |rig| {
        authorized(rig, AuthorizeAnswer::Fault(SdkFault::Unexpected))
    }),
    ("placed", |rig| {
        let request = rig.newest(place_request)?;
        Some(Event::PlaceAnswered(request, Ok(placed())))
    }),
    ("refused", |rig| {
        let refused = ServerFault::Refused(Code::CartChanged);
        Some(Event::PlaceAnswered(
            rig.newest(place_request)?,
            Err(refused),
        ))
    }),
    ("answer lost", |rig| {
        let request = rig.newest(place_request)?;
        Some(Event::PlaceAnswered(request, Err(ServerFault::Unavailable)))
    }),
    ("status: placed", |rig| status(rig, SessionState::Placed)),
    ("status: failed", |rig| status(rig, SessionState::Failed)),
    ("cart changed", |_| Some(Event::CartChanged(2))),
    ("another cart", |_| {
        Some(Event::SessionOutdated {
            cart_version: Some(1),
        })
    }),
    ("retry", |_| Some(Event::RetryPressed)),
    ("check", |_| Some(Event::CheckPressed)),
    ("stop waiting", |_| Some(Event::StopWaitingPressed)),
];

fn session_request(effect: &Effect) -> Option<crate::checkout::RequestId> {
    match effect {
        Effect::FetchSession { request, .. } => Some(*request),
        _ => None,
    }
}

fn place_request(effect: &Effect) -> Option<crate::checkout::RequestId> {
    match effect {
        Effect::Place { request, .. } => Some(*request),
        _ => None,
    }
}

fn widget(rig: &Rig, answer: LoadAnswer) -> Option<Event> {
    let request = rig.newest(|e| match e {
        Effect::LoadWidget { request, .. } => Some(*request),
        _ => None,
    })?;
    Some(Event::WidgetAnswered(request, answer))
}

fn authorized(rig: &Rig, answer: AuthorizeAnswer) -> Option<Event> {
    let request = rig.newest(|e| match e {
        Effect::Authorize { request, .. }
        | Effect::Finalize { request, .. }
        | Effect::Reauthorize { request, .. } => Some(*request),
        _ => None,
    })?;
    Some(Event::AuthorizeAnswered(request, answer))
}

fn status(rig: &Rig, status: SessionState) -> Option<Event> {
    let request = rig.newest(|e| match e {
        Effect::FetchStatus { request, .. } => Some(*request),
        _ => None,
    })?;
    let outcome = None;
    Some(Event::StatusAnswered(
        request,
        Ok(Status { status, outcome }),
    ))
}

/// Where the event leads, and `·` where it changes nothing.
fn cell(state: State, event: Happening) -> String {
    let mut rig = state();
    let Some(event) = event(&rig) else {
        return "·".to_owned();
    };
    let before = rig.checkout.state().clone();
    let effects = rig.event(event);
    let sends = effects.iter().any(|e| matches!(e, Effect::Place { .. }));
    let asks = effects
        .iter()
        .any(|e| matches!(e, Effect::Authorize { .. } | Effect::Finalize { .. }));
    let mark = if sends || asks { " !" } else { "" };
    if *rig.checkout.state() == before && effects.is_empty() {
        "·".to_owned()
    } else {
        format!("{}{mark}", rig.name())
    }
}

fn document() -> String {
    let mut text = String::from(
        "# The checkout's states\n\n\
         Written by a test from the code (`UPDATE_DOCS=1 cargo test -p leptos-klarna table`): do not \
         edit.\n\n\
         For every state, where each event leads. `·` changes nothing. `!` asks Klarna to authorize, \
         or sends an approval to the server. Answers are those to the newest question; an answer to \
         an older one changes nothing anywhere. Once the policy has blocked a script of Klarna's, the \
         SDK's refusals lead to `failed`. Unmounting during `authorizing`, `placing` or \
         `checking` goes on until the payment is settled.\n\n| event |",
    );
    for (state, _) in STATES {
        write!(text, " {state} |").unwrap();
    }
    text.push_str("\n| --- |");
    text.push_str(&" --- |".repeat(STATES.len()));
    for (name, event) in EVENTS {
        write!(text, "\n| **{name}** |").unwrap();
        for (_, state) in STATES {
            write!(text, " {} |", cell(state, event)).unwrap();
        }
    }
    text.push('\n');
    text
}

#[test]
fn the_documents_table_is_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checkout.md");
    let document = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == document,
        "docs/checkout.md is not what the code does: UPDATE_DOCS=1 cargo test -p leptos-klarna table"
    );
}

#[test]
fn each_state_of_the_table_is_the_one_it_says() {
    for (name, state) in STATES {
        let wanted = name.split([':', ',']).next().unwrap();
        assert_eq!(state().name(), wanted);
    }
}
