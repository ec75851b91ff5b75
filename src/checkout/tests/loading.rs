//! From the mount to a widget that can be used.

use checkout_contract::Code;

use super::rig::{Rig, is_authorize, is_fetch, is_load, notice, session};
use crate::checkout::{
    Effect, Event, Failure, LoadAnswer, Notice, Notification, SdkFault, ServerFault, State,
};

#[test]
fn script_and_session_are_asked_for_side_by_side() {
    let mut rig = Rig::new();
    let asked = rig.mount();
    assert!(asked.iter().any(|e| matches!(e, Effect::LoadSdk(_))));
    assert!(asked.iter().any(is_fetch));
}

#[test]
fn the_widget_loads_whichever_of_script_and_session_comes_last() {
    let mut rig = Rig::new();
    rig.mount();
    rig.session_arrives(session("s1", 1));
    assert_eq!(rig.count(is_load), 0);
    rig.sdk_arrives();
    assert_eq!(rig.count(is_load), 1);

    let rig = Rig::ready();
    assert_eq!(rig.count(is_load), 1);
    assert_eq!(rig.told(&Notification::Ready), 1);
}

#[test]
fn what_klarna_offers_is_told_before_the_widget_is_there() {
    let mut rig = Rig::new();
    rig.mount();
    rig.session_arrives(session("s1", 1));
    let methods = session("s1", 1).categories;
    assert_eq!(rig.told(&Notification::Offered(methods)), 1);
    assert_eq!(rig.count(is_load), 0);
}

#[test]
fn not_offered_is_quiet_whether_the_server_or_the_widget_says_so() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    let mut none = session("s1", 1);
    none.categories.clear();
    rig.session_arrives(none);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.count(is_load), 0);

    let mut rig = Rig::ready();
    rig.event(Event::RefreshAsked);
    rig.time_out();
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::NotOffered);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.told(&Notification::NotOffered), 1);
}

#[test]
fn a_script_failure_is_shown_and_can_be_retried() {
    let mut rig = Rig::new();
    let asked = rig.mount();
    let Some(Effect::LoadSdk(ticket)) = asked.first() else {
        panic!("the script is asked for first");
    };
    rig.event(Event::SdkAnswered(*ticket, Err(Failure::ScriptBlocked)));
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::ScriptBlocked));
    let focused = rig.count(|e| matches!(e, Effect::Focus(_)));
    assert_eq!(focused, 0, "a page that has just come up keeps its focus");
    rig.event(Event::RetryPressed);
    assert_eq!(rig.count(|e| matches!(e, Effect::LoadSdk(_))), 2);
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
    assert_eq!(rig.name(), "ready");
}

#[test]
fn a_failing_server_is_asked_again_then_shown() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    for _ in 0..3 {
        rig.event(Event::SessionAnswered(
            rig.session_ticket(),
            Err(ServerFault::Unavailable),
        ));
        if rig.name() == "loading" {
            rig.time_out();
        }
    }
    assert_eq!(rig.count(is_fetch), 3);
    assert_eq!(
        rig.checkout.state(),
        &State::Failed(Failure::ServerUnreachable)
    );
}

#[test]
fn a_silent_widget_fails_and_its_late_answer_still_counts() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.time_out();
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::WidgetTimeout));
    rig.widget_shown();
    assert_eq!(rig.name(), "ready");
}

#[test]
fn a_session_whose_time_is_up_is_renewed_instead_of_authorized() {
    let mut rig = Rig::ready();
    rig.now += 48 * 3600 * 1000;
    rig.event(Event::PayPressed);
    assert_eq!(rig.name(), "expired");
    assert_eq!(rig.count(is_authorize), 0);
    rig.event(Event::SessionAnswered(
        rig.session_ticket(),
        Err(ServerFault::Refused(Code::SessionExpired)),
    ));
    rig.time_out();
    let mut fresh = session("s2", 1);
    fresh.expires_at = None;
    rig.session_arrives(fresh);
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::SessionRenewed));
}

#[test]
fn a_refused_client_token_is_renewed_once() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::Fault(SdkFault::InvalidToken));
    assert_eq!(rig.name(), "loading");
    rig.session_arrives(session("s2", 1));
    rig.widget(LoadAnswer::Fault(SdkFault::InvalidToken));
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::SdkError));
}
