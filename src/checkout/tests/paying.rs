//! From the press on pay to Klarna's answer.

use super::rig::{
    Rig, approved, is_authorize, is_fetch, is_load, is_place, notice, placed, session,
};
use crate::checkout::{
    AuthorizeAnswer, CheckoutEvent, Effect, Event, FieldPath, FocusTarget, Notice, RequestId,
    ServerFault,
};
use checkout_contract::Code;

#[test]
fn a_payment_goes_through() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(rig.place_request(), Ok(placed())));
    assert_eq!(rig.name(), "placed");
    assert_eq!(rig.told(&CheckoutEvent::Placed(placed())), 1);
    assert_eq!(rig.count(is_place), 1);
    assert_eq!(rig.count(|e| *e == Effect::Forget), 1);
}

#[test]
fn the_approval_is_kept_before_it_is_sent() {
    let rig = Rig::placing();
    let kept = rig
        .asked
        .iter()
        .position(|e| matches!(e, Effect::Remember(_)));
    let sent = rig.asked.iter().position(is_place);
    assert!(kept.unwrap() < sent.unwrap());
}

#[test]
fn many_presses_are_one_authorization() {
    let mut rig = Rig::ready();
    for _ in 0..20 {
        rig.event(Event::PayPressed);
    }
    assert_eq!(rig.count(is_authorize), 1);
}

#[test]
fn a_second_approval_for_one_call_is_ignored() {
    let mut rig = Rig::placing();
    rig.approve("token-2");
    assert_eq!(rig.count(is_place), 1);
}

#[test]
fn closing_the_window_is_not_an_error() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::Closed);
    assert_eq!(notice(&rig), Some(&Notice::Cancelled));
    assert_eq!(rig.told(&CheckoutEvent::Cancelled), 1);
    rig.event(Event::PayPressed);
    assert_eq!(rig.count(is_authorize), 2);
}

#[test]
fn an_sdk_taken_by_another_checkout_is_loaded_again_before_it_is_asked() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::SessionSuperseded);
    assert_eq!(rig.count(is_load), 2);
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::ConfirmAgain));
    assert_eq!(rig.count(is_fetch), 1, "the session is as it was");
}

#[test]
fn declined_is_told_once_and_ends_paying() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.reject();
    rig.authorize(AuthorizeAnswer::Rejected);
    rig.event(Event::PayPressed);
    assert_eq!(rig.name(), "declined");
    assert_eq!(rig.told(&CheckoutEvent::Declined), 1);
    assert_eq!(rig.count(is_authorize), 1);
}

#[test]
fn invalid_fields_lead_back_to_the_form() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    let fields = vec![FieldPath::parse("billing_address.email")];
    rig.authorize(AuthorizeAnswer::InvalidFields(fields.clone()));
    assert_eq!(notice(&rig), Some(&Notice::InvalidFields(fields)));
    assert_eq!(rig.count(|e| *e == Effect::Focus(FocusTarget::Fields)), 1);
    rig.event(Event::FieldsCorrected);
    assert_eq!(notice(&rig), None, "typing takes the message away");
}

/// The SDK says no in one voice, whatever the reason is.
#[test]
fn a_refusal_because_the_session_has_ended_gets_a_new_session_and_no_decline() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    assert_eq!(rig.told(&CheckoutEvent::Declined), 0);
    rig.session_arrives(session("s2", 1));
    assert_eq!(rig.name(), "expired");
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::SessionRenewed));
    assert_eq!(rig.told(&CheckoutEvent::Declined), 0);
}

#[test]
fn a_refusal_because_the_cart_is_paid_elsewhere_finds_the_order() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    rig.event(Event::SessionAnswered(
        rig.session_request(),
        Err(ServerFault::Refused(Code::AuthorizationSpent)),
    ));
    assert_eq!(rig.name(), "checking");
}

#[test]
fn a_refusal_that_the_server_cannot_explain_is_a_decline() {
    for fault in [
        ServerFault::Unavailable,
        ServerFault::Refused(Code::SessionNotFound),
    ] {
        let mut rig = Rig::ready();
        rig.event(Event::PayPressed);
        rig.authorize(AuthorizeAnswer::Rejected);
        rig.event(Event::SessionAnswered(rig.session_request(), Err(fault)));
        assert_eq!(rig.name(), "declined", "{fault:?}");
        assert_eq!(rig.told(&CheckoutEvent::Declined), 1);
    }
}

#[test]
fn an_approval_for_a_changed_cart_is_discarded() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::CartChanged(2));
    rig.approve("token-1");
    assert_eq!(rig.count(is_place), 0);
    assert_eq!(rig.name(), "loading");
}

#[test]
fn an_approval_for_a_replaced_session_is_discarded() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::SessionOutdated {
        cart_version: Some(1),
    });
    let asked = rig.approve("token-1");
    assert_eq!(rig.count(is_place), 0);
    assert!(
        asked
            .iter()
            .any(|e| matches!(e, Effect::FetchSession { refresh: None, .. }))
    );
}

#[test]
fn a_long_wait_offers_a_way_out_and_a_late_approval_still_counts() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::StopWaitingPressed);
    assert_eq!(rig.name(), "authorizing", "not before it is overdue");
    rig.time_out();
    let first = rig.authorize_ticket();
    rig.event(Event::StopWaitingPressed);
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
    assert_eq!(
        rig.count(is_authorize),
        1,
        "no automatic second authorization"
    );
    rig.event(Event::AuthorizeAnswered(first, approved("late")));
    assert_eq!(rig.name(), "placing");
}

/// A checkout whose first authorization the shopper stopped waiting for; its window is still open.
fn abandoned() -> (Rig, RequestId) {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.time_out();
    let first = rig.authorize_ticket();
    rig.event(Event::StopWaitingPressed);
    rig.session_arrives(session("s1", 1));
    (rig, first)
}

fn approve_late(rig: &mut Rig, first: RequestId) -> Vec<Effect> {
    rig.event(Event::AuthorizeAnswered(first, approved("late")))
}

#[test]
fn a_late_approval_counts_while_nothing_else_was_paid() {
    let (mut rig, first) = abandoned();
    assert_eq!(rig.name(), "loading");
    approve_late(&mut rig, first);
    assert_eq!(rig.name(), "placing");

    // Klarna's window is open a second time: the approval that comes first is the one.
    let (mut rig, first) = abandoned();
    rig.widget_shown();
    rig.event(Event::PayPressed);
    let second = rig.authorize_ticket();
    approve_late(&mut rig, first);
    assert_eq!(rig.name(), "placing");
    rig.event(Event::AuthorizeAnswered(second, approved("second")));
    assert_eq!(rig.count(is_place), 1);
}

#[test]
fn a_late_approval_counts_once() {
    let (mut rig, first) = abandoned();
    approve_late(&mut rig, first);
    let refused = Err(ServerFault::Refused(Code::SessionExpired));
    rig.event(Event::PlaceAnswered(rig.place_request(), refused));
    assert_eq!(approve_late(&mut rig, first), []);
}

#[test]
fn a_late_approval_counts_no_more_where_the_page_has_moved_on() {
    type MovedOn = fn(&mut Rig);
    let moved_on: [(&str, MovedOn); 6] = [
        ("another session", |rig| {
            rig.event(Event::SessionOutdated {
                cart_version: Some(1),
            });
            rig.session_arrives(session("s2", 1));
        }),
        ("the cart has changed", |rig| {
            rig.widget_shown();
            rig.event(Event::CartChanged(2));
        }),
        ("the cart has changed behind Klarna's window", |rig| {
            rig.widget_shown();
            rig.event(Event::PayPressed);
            rig.event(Event::CartChanged(2));
        }),
        ("another cart behind Klarna's window", |rig| {
            rig.widget_shown();
            rig.event(Event::PayPressed);
            rig.event(Event::SessionOutdated {
                cart_version: Some(1),
            });
        }),
        ("Klarna has said no since", |rig| {
            rig.widget_shown();
            rig.event(Event::PayPressed);
            rig.reject();
        }),
        ("the page is left", |rig| {
            rig.widget_shown();
            rig.event(Event::PayPressed);
            rig.event(Event::Unmounted);
        }),
    ];
    for (name, moves_on) in moved_on {
        let (mut rig, first) = abandoned();
        moves_on(&mut rig);
        approve_late(&mut rig, first);
        assert_eq!(rig.count(is_place), 0, "{name}");
    }
}

#[test]
fn the_page_knows_while_the_server_is_asked_about_a_refusal() {
    let mut rig = Rig::ready();
    assert!(!rig.checkout.is_verifying_rejection());
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    assert!(rig.checkout.is_verifying_rejection());
    rig.session_arrives(session("s1", 1));
    assert!(!rig.checkout.is_verifying_rejection());
}

#[test]
fn tokens_never_show_in_debug() {
    let rig = Rig::placing();
    let shown = format!("{:?} {:?}", rig.checkout, rig.asked);
    assert!(!shown.contains("\"token-1\""));
    assert!(!shown.contains("client-token-of"));
}
