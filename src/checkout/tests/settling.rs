//! From the approval to an outcome that is known.

use checkout_contract::{Code, SessionState};

use super::rig::{Rig, is_authorize, is_place, placed, status};
use crate::checkout::{
    Approval, Binding, CheckoutEvent, Effect, Event, Generation, ServerFault, State, Unfinished,
};

#[test]
fn an_approval_after_the_unmount_is_still_delivered_and_nothing_is_told() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::Unmounted);
    let asked = rig.approve("token-1");
    assert!(asked.iter().any(is_place));
    assert!(!asked.iter().any(|e| matches!(e, Effect::Emit(_))));
    rig.event(Event::PlaceAnswered(rig.place_request(), Ok(placed())));
    assert_eq!(rig.checkout.state(), &State::Gone);
    assert_eq!(rig.told(&CheckoutEvent::Placed(placed())), 0);
}

#[test]
fn a_lost_answer_is_checked_then_repeated_under_the_same_key() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    assert_eq!(rig.name(), "checking");
    rig.time_out();
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Open)),
    ));
    let approvals: Vec<_> = rig
        .asked
        .iter()
        .filter_map(|e| match e {
            Effect::Place { approval, .. } => Some(approval.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(approvals.len(), 2);
    assert_eq!(approvals[0], approvals[1]);
    rig.event(Event::PlaceAnswered(rig.place_request(), Ok(placed())));
    assert_eq!(rig.name(), "placed");
}

#[test]
fn an_order_that_the_server_already_has_settles_a_lost_answer() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    rig.time_out();
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Placed)),
    ));
    assert_eq!(rig.name(), "placed");
    assert_eq!(rig.count(is_place), 1);
}

#[test]
fn checking_ends_with_the_shopper_and_never_with_a_new_authorization() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    for _ in 0..6 {
        rig.time_out();
        rig.event(Event::StatusAnswered(
            rig.status_ticket(),
            Err(ServerFault::Unavailable),
        ));
        rig.event(Event::PayPressed);
    }
    assert!(rig.checkout.state().awaits_check());
    assert_eq!(rig.count(is_authorize), 1);
    rig.event(Event::CheckPressed);
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Placed)),
    ));
    assert_eq!(rig.name(), "placed");
}

#[test]
fn an_approval_older_than_an_hour_is_never_sent() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    rig.time_out();
    rig.now += 60 * 60 * 1000;
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Open)),
    ));
    assert_eq!(rig.count(is_place), 1);
    assert_eq!(rig.name(), "loading");
}

/// "valid for 60 minutes": an approval that Klarna still has is not given up.
#[test]
fn an_approval_younger_than_an_hour_is_sent_again() {
    let mut rig = Rig::placing();
    let approved_at = rig.now;
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    rig.time_out();
    rig.now = approved_at + 60 * 60 * 1000 - 1;
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Open)),
    ));
    assert_eq!(rig.count(is_place), 2);
}

/// "Check again" is for when the checkout does not ask by itself any more.
#[test]
fn only_a_checkout_that_has_stopped_asking_awaits_the_shopper() {
    let mut rig = Rig::placing();
    assert!(!rig.checkout.state().awaits_check());
    let lost = || Err(ServerFault::Unavailable);
    rig.event(Event::PlaceAnswered(rig.place_request(), lost()));
    assert!(!rig.checkout.state().awaits_check(), "it pauses");
    rig.time_out();
    assert!(!rig.checkout.state().awaits_check(), "it asks");
}

#[test]
fn the_server_is_asked_once_however_often_the_shopper_presses() {
    let mut rig = Rig::placing();
    rig.event(Event::PlaceAnswered(
        rig.place_request(),
        Err(ServerFault::Unavailable),
    ));
    for _ in 0..5 {
        rig.event(Event::CheckPressed);
    }
    let asked = rig.count(|e| matches!(e, Effect::FetchStatus { .. }));
    assert_eq!(asked, 1);
}

/// Klarna's window is open: the shopper may still be typing.
#[test]
fn only_an_order_that_is_there_ends_the_wait_for_klarnas_window() {
    for (state, name) in [
        (SessionState::Placed, "placed"),
        (SessionState::Open, "authorizing"),
        (SessionState::Failed, "authorizing"),
    ] {
        let mut rig = Rig::ready();
        rig.event(Event::PayPressed);
        rig.time_out();
        rig.event(Event::CheckPressed);
        rig.event(Event::StatusAnswered(
            rig.status_ticket(),
            Ok(status(state)),
        ));
        assert_eq!(rig.name(), name, "{state:?}");
    }
}

#[test]
fn whatever_the_server_says_of_a_settled_session_settles_the_checkout() {
    for (state, name) in [
        (SessionState::Placed, "placed"),
        (SessionState::Stored, "stored"),
        (SessionState::Pending, "pending"),
    ] {
        let mut rig = Rig::placing();
        rig.event(Event::PlaceAnswered(
            rig.place_request(),
            Err(ServerFault::Unavailable),
        ));
        rig.time_out();
        rig.event(Event::StatusAnswered(
            rig.status_ticket(),
            Ok(status(state)),
        ));
        assert_eq!(rig.name(), name);
        assert_eq!(rig.count(is_place), 1, "{name}");
    }
}

#[test]
fn a_definite_refusal_spends_the_approval() {
    for (code, name) in [
        (Code::CartChanged, "loading"),
        (Code::SessionExpired, "loading"),
        (Code::SessionNotFound, "loading"),
        (Code::AuthorizationSpent, "loading"),
        (Code::AuthorizationExpired, "loading"),
        (Code::Declined, "declined"),
        (Code::InvalidRequest, "failed"),
        (Code::CartNotFound, "failed"),
        (Code::KlarnaUnavailable, "checking"),
        (Code::Internal, "checking"),
    ] {
        let mut rig = Rig::placing();
        rig.event(Event::PlaceAnswered(
            rig.place_request(),
            Err(ServerFault::Refused(code)),
        ));
        assert_eq!(rig.name(), name, "{code:?}");
        let forgotten = rig.count(|e| *e == Effect::Forget);
        assert_eq!(forgotten, usize::from(name != "checking"), "{code:?}");
        assert_eq!(rig.count(is_place), 1, "{code:?}");
    }
}

#[test]
fn a_reload_asks_what_happened_before_it_offers_pay() {
    let approval = Approval {
        binding: Binding {
            session: "s0".to_owned(),
            cart_version: 1,
            generation: Generation(0),
        },
        token: klarna_payments::AuthorizationToken::new("token-0"),
        key: "key-0".to_owned(),
        approved_at: 999_000,
        stores_token: false,
    };
    let mut rig = Rig::new();
    let asked = rig.event(Event::Mounted {
        cart_version: Some(1),
        unfinished: Some(Unfinished::Approval(approval)),
    });
    assert_eq!(rig.name(), "checking");
    assert!(matches!(
        asked.as_slice(),
        [Effect::Emit(CheckoutEvent::Checking), Effect::FetchStatus { session, .. }] if session == "s0"
    ));
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Failed)),
    ));
    assert_eq!(rig.name(), "loading");
}

#[test]
fn an_order_already_paid_is_found_by_the_refresh() {
    let mut rig = Rig::ready();
    rig.event(Event::RefreshAsked);
    rig.time_out();
    rig.event(Event::SessionAnswered(
        rig.session_request(),
        Err(ServerFault::Refused(Code::AuthorizationSpent)),
    ));
    assert_eq!(rig.name(), "checking");
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Placed)),
    ));
    assert_eq!(rig.name(), "placed");
}

/// The page's language changed while Klarna's window was open. Klarna told the server of the approval
/// itself, and the cart is ordered: once, the page then offered to pay in another way.
#[test]
fn an_order_that_came_of_a_discarded_approval_is_found() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::SessionOutdated {
        cart_version: Some(1),
    });
    rig.approve("token-1");
    let refuse = |rig: &mut Rig| {
        rig.event(Event::SessionAnswered(
            rig.session_request(),
            Err(ServerFault::Refused(Code::CartChanged)),
        ));
    };
    refuse(&mut rig);
    assert_eq!(rig.name(), "checking");
    let asked = rig.newest(|e| match e {
        Effect::FetchStatus { session, .. } => Some(session.clone()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("s1"));
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Placed)),
    ));
    assert_eq!((rig.name(), rig.count(is_place)), ("placed", 0));

    // Ordered by somebody else: asked once, and said as it is.
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.event(Event::SessionOutdated {
        cart_version: Some(1),
    });
    rig.approve("token-1");
    refuse(&mut rig);
    rig.event(Event::StatusAnswered(
        rig.status_ticket(),
        Ok(status(SessionState::Open)),
    ));
    refuse(&mut rig);
    assert_eq!(rig.name(), "failed");
}
