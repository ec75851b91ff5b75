//! From the mount to a widget that can be used.

use checkout_contract::Code;

use super::rig::{Rig, is_authorize, is_fetch, is_load, notice, session};
use crate::checkout::{
    CheckoutEvent, Effect, Event, Failure, FieldPath, LoadAnswer, Notice, SdkFault, ServerFault,
    State, Timer,
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
    assert_eq!(rig.told(&CheckoutEvent::Ready), 1);
}

#[test]
fn what_klarna_offers_is_told_before_the_widget_is_there() {
    let mut rig = Rig::new();
    rig.mount();
    rig.session_arrives(session("s1", 1));
    let methods = session("s1", 1).session.payment_method_categories;
    assert_eq!(rig.told(&CheckoutEvent::Offered(methods)), 1);
    assert_eq!(rig.count(is_load), 0);
}

#[test]
fn not_offered_is_quiet_whether_the_server_or_the_widget_says_so() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    let mut none = session("s1", 1);
    none.session.payment_method_categories.clear();
    rig.session_arrives(none);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.count(is_load), 0);

    let mut rig = Rig::ready();
    rig.event(Event::RefreshAsked);
    rig.time_out();
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::NotOffered);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.told(&CheckoutEvent::NotOffered), 1);
}

#[test]
fn a_script_failure_is_shown_and_can_be_retried() {
    let mut rig = Rig::new();
    let asked = rig.mount();
    let Some(Effect::LoadSdk(request)) = asked.first() else {
        panic!("the script is asked for first");
    };
    rig.event(Event::SdkAnswered(*request, Err(Failure::ScriptBlocked)));
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
            rig.session_request(),
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
        rig.session_request(),
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

/// A mounted checkout whose script is there and whose first request for a session is refused.
fn refused(code: Code) -> Rig {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    refuse(&mut rig, code);
    rig
}

fn refuse(rig: &mut Rig, code: Code) {
    let refused = Err(ServerFault::Refused(code));
    rig.event(Event::SessionAnswered(rig.session_request(), refused));
}

#[test]
fn a_refused_session_says_why() {
    for (code, failure) in [
        (Code::CartNotFound, Failure::CartNotFound),
        (Code::InvalidRequest, Failure::Refused),
        // There was none that could have ended.
        (Code::SessionExpired, Failure::Refused),
        (Code::SessionNotFound, Failure::Refused),
        // Nothing was paid for here.
        (Code::AuthorizationSpent, Failure::Refused),
        (Code::CartChanged, Failure::Refused),
    ] {
        let rig = refused(code);
        assert_eq!(rig.checkout.state(), &State::Failed(failure), "{code:?}");
    }
}

#[test]
fn a_cart_that_klarna_declines_before_the_widget_is_not_offered() {
    let rig = refused(Code::Declined);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.told(&CheckoutEvent::NotOffered), 1);
}

#[test]
fn a_server_without_klarna_is_asked_again_for_the_same_session() {
    for code in [Code::KlarnaUnavailable, Code::Internal] {
        let mut rig = Rig::ready();
        rig.event(Event::RefreshAsked);
        rig.time_out();
        refuse(&mut rig, code);
        let again = rig.time_out();
        assert!(
            matches!(
                again.as_slice(),
                [Effect::FetchSession { refresh: Some(session), .. }] if session == "s1"
            ),
            "{code:?}: {again:?}"
        );
    }
}

#[test]
fn a_widget_tells_which_fields_klarna_objects_to() {
    let fields = vec![FieldPath::parse("billing_address.phone")];
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.widget(LoadAnswer::Shown {
        invalid_fields: fields.clone(),
    });
    assert_eq!(
        notice(&rig),
        Some(&Notice::InvalidFields(fields.clone())),
        "pay works all the same"
    );
    assert_eq!(rig.told(&CheckoutEvent::InvalidFields(fields)), 1);

    let rig = Rig::ready();
    let objections = |e: &Effect| matches!(e, Effect::Emit(CheckoutEvent::InvalidFields(_)));
    assert_eq!(rig.count(objections), 0, "Klarna objects to none");
}

/// Only the widget that was waited for counts when it is late.
#[test]
fn the_late_answer_of_an_older_widget_changes_nothing() {
    let shown = || LoadAnswer::Shown {
        invalid_fields: Vec::new(),
    };
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    let first = rig.widget_ticket();
    rig.time_out();
    rig.event(Event::RetryPressed);
    assert_eq!(rig.event(Event::WidgetAnswered(first, shown())), []);
    assert_eq!(rig.name(), "loading");

    rig.session_arrives(session("s1", 1));
    rig.time_out();
    assert_eq!(rig.event(Event::WidgetAnswered(first, shown())), []);
    assert_eq!(rig.checkout.state(), &State::Failed(Failure::WidgetTimeout));
}

#[test]
fn a_session_that_ends_is_renewed_where_the_shopper_sees_it_and_not_during_a_payment() {
    let ends = |rig: &Rig| {
        let end = rig.newest(|e| match e {
            Effect::Start(timer @ Timer::SessionEnd(_), _) => Some(*timer),
            _ => None,
        });
        Event::TimedOut(end.unwrap())
    };
    let mut rig = Rig::ready();
    rig.event(ends(&rig));
    assert_eq!(rig.name(), "expired");

    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    assert_eq!(rig.event(ends(&rig)), []);
    assert_eq!(rig.name(), "authorizing");
}
