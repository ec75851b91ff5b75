//! The page's content security policy blocks something of Klarna's: the SDK's refusals are no answers of
//! Klarna's any more.

use checkout_contract::Code;

use super::rig::{Rig, SEVERAL_PAGES, approved, placed, session, session_of, violation};
use crate::checkout::{
    AuthorizeAnswer, CheckoutEvent, Effect, Event, Failure, FocusTarget, LoadAnswer, ServerFault,
    State,
};

/// The shopper reads a failure, and neither shopper nor page a refusal.
fn assert_failed(rig: &Rig) {
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::ScriptBlocked));
    let failed = CheckoutEvent::Failed(Failure::ScriptBlocked);
    assert_eq!(rig.told(&failed), 1);
    assert_eq!(rig.told(&CheckoutEvent::Declined), 0);
    assert_eq!(rig.told(&CheckoutEvent::NotOffered), 0);
}

/// Until the widget's answer is awaited.
fn loading(categories: &[&str]) -> Rig {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session_of("s1", 1, categories));
    rig
}

#[test]
fn what_is_blocked_is_named_before_the_failure() {
    let mut rig = loading(&["klarna"]);
    rig.script_blocked();
    rig.widget(LoadAnswer::NotOffered);
    assert_failed(&rig);
    let emitted = rig.asked.iter().filter_map(|it| match it {
        Effect::Emit(
            event @ (CheckoutEvent::BlockedByPolicy { .. } | CheckoutEvent::Failed(_)),
        ) => Some(event.clone()),
        _ => None,
    });
    assert_eq!(
        emitted.collect::<Vec<_>>(),
        [
            CheckoutEvent::BlockedByPolicy {
                directive: "script-src".to_owned(),
                blocked: "https://x.klarnacdn.net".to_owned(),
            },
            CheckoutEvent::Failed(Failure::ScriptBlocked),
        ]
    );
}

#[test]
fn a_script_blocked_before_the_session_is_there_counts() {
    let mut rig = Rig::new();
    rig.mount();
    rig.script_blocked();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::NotOffered);
    assert_failed(&rig);
}

/// Each of them would be refused alike.
#[test]
fn no_other_payment_method_is_tried_without_the_script() {
    let mut rig = loading(&["pay_later", "pay_now"]);
    rig.script_blocked();
    rig.widget(LoadAnswer::NotOffered);
    assert_failed(&rig);
    assert!(!rig.checkout.is_refused("pay_later"));
}

#[test]
fn a_refused_authorization_is_a_failure_after_the_server_was_asked() {
    let mut rig = Rig::ready();
    rig.script_blocked();
    rig.event(Event::PayPressed);
    rig.reject();
    assert_failed(&rig);
    assert_eq!(
        rig.count(|it| *it == Effect::Focus(FocusTarget::Message)),
        1
    );
}

#[test]
fn a_script_that_is_blocked_while_the_server_is_asked_counts() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    rig.script_blocked();
    rig.event(Event::SessionAnswered(
        rig.session_request(),
        Err(ServerFault::Unavailable),
    ));
    assert_failed(&rig);
}

#[test]
fn a_refused_confirmation_is_a_failure_too() {
    let mut rig = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
    rig.script_blocked();
    rig.event(Event::FinalizePressed);
    rig.reject();
    assert_failed(&rig);
}

#[test]
fn a_refused_reauthorization_ends_the_authorization_and_fails_at_the_widget() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.session_arrives(session("s1", 2));
    assert_eq!(rig.checkout.layout, SEVERAL_PAGES);
    rig.script_blocked();
    rig.event(Event::FinalizePressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    rig.session_arrives(session("s1", 2));
    rig.widget(LoadAnswer::NotOffered);
    assert_failed(&rig);
}

#[test]
fn trying_again_fails_again_as_long_as_the_page_lives() {
    let mut rig = loading(&["klarna"]);
    rig.script_blocked();
    rig.widget(LoadAnswer::NotOffered);
    rig.event(Event::RetryPressed);
    assert_eq!(rig.name(), "loading");
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::NotOffered);
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::ScriptBlocked));
    assert_eq!(rig.told(&CheckoutEvent::NotOffered), 0);
}

#[test]
fn an_approval_is_an_approval_whatever_is_blocked() {
    let mut rig = Rig::ready();
    rig.script_blocked();
    rig.event(Event::PayPressed);
    rig.approve("token-1");
    rig.event(Event::PlaceAnswered(rig.place_request(), Ok(placed())));
    assert_eq!(rig.name(), "placed");
}

/// The server has asked Klarna itself.
#[test]
fn the_servers_refusals_are_klarnas() {
    let mut rig = Rig::ready();
    rig.script_blocked();
    rig.event(Event::PayPressed);
    rig.approve("token-1");
    let declined = Err(ServerFault::Refused(Code::Declined));
    rig.event(Event::PlaceAnswered(rig.place_request(), declined));
    assert_eq!(rig.name(), "declined");

    let mut rig = Rig::new();
    rig.mount();
    rig.script_blocked();
    rig.session_arrives(session_of("s1", 1, &[]));
    assert_eq!(rig.name(), "not-offered");
}

#[test]
fn a_blocked_frame_or_picture_changes_no_answer() {
    let mut rig = Rig::ready();
    rig.event(Event::PolicyViolated(violation(false)));
    rig.event(Event::PayPressed);
    rig.reject();
    assert_eq!(rig.name(), "declined");
}

#[test]
fn nothing_is_named_to_a_page_that_the_checkout_has_left() {
    let mut rig = Rig::ready();
    rig.event(Event::Unmounted);
    assert_eq!(rig.script_blocked(), []);
}
