//! A checkout of several pages: authorize on one, confirm on another.

use checkout_contract::{Code, Currency};

use super::rig::{Rig, SEVERAL_PAGES, approved, is_load, is_place, notice, session};
use crate::checkout::{
    AuthorizeAnswer, Authorized, CheckoutEvent, Effect, Event, FocusTarget, Notice,
    PendingConfirmation, ServerFault, State, Unfinished,
};

fn kept(rig: &Rig) -> Authorized {
    let kept = rig.newest(|e| match e {
        Effect::Remember(Unfinished::Authorized(authorized)) => Some(authorized.clone()),
        _ => None,
    });
    kept.expect("kept for the next page")
}

/// The last page, freshly loaded, with what the first one kept.
fn last_page(authorized: Authorized) -> Rig {
    let mut rig = Rig::with_layout(SEVERAL_PAGES);
    rig.event(Event::Mounted {
        cart_version: Some(1),
        unfinished: Some(Unfinished::Authorized(authorized)),
    });
    rig.sdk_arrives();
    rig
}

fn finalizes(rig: &Rig) -> usize {
    rig.count(|e| matches!(e, Effect::Finalize { .. }))
}

#[test]
fn the_value_false_goes_to_the_sdk_and_nothing_is_ordered_by_it() {
    for answer in [approved("token-1"), AuthorizeAnswer::FinalizeRequired] {
        let rig = Rig::awaiting(answer);
        let asked = rig.count(|e| {
            matches!(
                e,
                Effect::Authorize {
                    auto_finalize: false,
                    ..
                }
            )
        });
        assert_eq!(asked, 1);
        assert_eq!(rig.count(is_place), 0);
        assert_eq!(rig.told(&CheckoutEvent::Authorized), 1);
    }
}

#[test]
fn an_order_waits_for_finalize_where_klarna_requires_it() {
    let mut rig = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
    rig.event(Event::FinalizePressed);
    assert_eq!((finalizes(&rig), rig.count(is_place)), (1, 0));
    rig.approve("token-1");
    assert_eq!((rig.name(), rig.count(is_place)), ("placing", 1));
}

/// Also where the page did not ask for it: an order without its token cannot be placed.
#[test]
fn finalize_required_is_honoured_in_a_checkout_of_one_page() {
    let mut rig = Rig::ready();
    rig.event(Event::PayPressed);
    rig.authorize(AuthorizeAnswer::FinalizeRequired);
    assert_eq!(rig.name(), "awaiting-finalize");
    rig.event(Event::FinalizePressed);
    rig.approve("token-1");
    assert_eq!(rig.name(), "placing");
}

#[test]
fn a_token_that_is_there_already_is_placed_without_asking_klarna_again() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::FinalizePressed);
    assert_eq!((finalizes(&rig), rig.count(is_place)), (0, 1));
}

#[test]
fn a_fresh_page_goes_on_from_what_was_kept_without_a_widget() {
    let first = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
    let mut rig = last_page(kept(&first));
    rig.session_arrives(session("s1", 1));
    assert_eq!(rig.name(), "awaiting-finalize");
    assert_eq!(rig.count(is_load), 0);
    rig.event(Event::FinalizePressed);
    rig.approve("token-1");
    assert_eq!(rig.name(), "placing");
    let placed = rig.newest(|e| match e {
        Effect::Place { approval, .. } => Some(approval.clone()),
        _ => None,
    });
    assert_eq!(Some(placed.unwrap().binding), rig.checkout.binding());
}

#[test]
fn a_cart_that_has_changed_since_is_authorized_anew() {
    let first = Rig::awaiting(approved("token-1"));
    let mut rig = last_page(kept(&first));
    rig.session_arrives(session("s1", 2));
    assert_eq!(kept(&rig).confirmation, PendingConfirmation::Outdated);
    rig.event(Event::FinalizePressed);
    let asked = rig.count(|e| matches!(e, Effect::Reauthorize { .. }));
    assert_eq!((asked, rig.count(is_place)), (1, 0));
    rig.approve("token-2");
    let placed = rig.newest(|e| match e {
        Effect::Place { approval, .. } => Some(approval.clone()),
        _ => None,
    });
    let placed = placed.unwrap();
    assert_eq!(
        (placed.token.expose(), placed.binding.cart_version),
        ("token-2", 2)
    );
}

#[test]
fn a_cart_that_changes_on_the_last_page_is_authorized_anew() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.session_arrives(session("s1", 2));
    assert_eq!(rig.name(), "awaiting-finalize");
    rig.event(Event::FinalizePressed);
    assert_eq!(rig.count(is_place), 0);
    assert_eq!(rig.count(|e| matches!(e, Effect::Reauthorize { .. })), 1);
}

#[test]
fn a_session_that_has_ended_takes_what_was_authorized_with_it() {
    let first = Rig::awaiting(approved("token-1"));
    let mut rig = last_page(kept(&first));
    rig.session_arrives(session("s2", 1));
    assert_eq!(rig.count(|e| *e == Effect::Forget), 1);
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::ConfirmAgain));
    assert_eq!(rig.told(&CheckoutEvent::AuthorizationEnded), 1);

    let mut rig = last_page(kept(&first));
    rig.event(Event::SessionAnswered(
        rig.session_request(),
        Err(ServerFault::Refused(Code::SessionExpired)),
    ));
    rig.time_out();
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
    assert_eq!(rig.name(), "ready");
    assert_eq!(rig.told(&CheckoutEvent::AuthorizationEnded), 1);
}

#[test]
fn an_authorization_older_than_an_hour_is_never_placed() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.now += 60 * 60 * 1000;
    rig.event(Event::FinalizePressed);
    assert_eq!((rig.name(), rig.count(is_place)), ("loading", 0));
    assert_eq!(rig.told(&CheckoutEvent::AuthorizationEnded), 1);
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::ConfirmAgain));
}

#[test]
fn what_klarna_says_to_finalize_leads_where_the_shopper_can_go_on() {
    let finalizing = || {
        let mut rig = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
        rig.event(Event::FinalizePressed);
        rig
    };
    let mut rig = finalizing();
    rig.authorize(AuthorizeAnswer::Closed);
    assert_eq!(
        rig.checkout.state(),
        &State::AwaitingFinalize {
            notice: Some(Notice::Cancelled)
        }
    );
    let mut rig = finalizing();
    rig.authorize(AuthorizeAnswer::InvalidFields(Vec::new()));
    assert_eq!(rig.name(), "awaiting-finalize");
    assert_eq!(rig.count(|e| *e == Effect::Focus(FocusTarget::Fields)), 1);
    let mut rig = finalizing();
    rig.reject();
    assert_eq!(rig.name(), "declined");
    assert_eq!(rig.count(|e| *e == Effect::Forget), 1);
}

#[test]
fn a_change_that_klarna_does_not_agree_to_leads_back_to_the_widget() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.session_arrives(session("s1", 2));
    rig.event(Event::FinalizePressed);
    rig.authorize(AuthorizeAnswer::Rejected);
    rig.session_arrives(session("s1", 2));
    rig.widget_shown();
    assert_eq!(notice(&rig), Some(&Notice::ConfirmAgain));
    assert_eq!(rig.told(&CheckoutEvent::Declined), 0);
    assert_eq!(rig.told(&CheckoutEvent::AuthorizationEnded), 1);
}

#[test]
fn the_shopper_may_choose_another_way_to_pay_on_the_last_page() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::RetryPressed);
    rig.session_arrives(session("s1", 1));
    rig.widget_shown();
    assert_eq!(rig.name(), "ready");
    assert_eq!(rig.count(|e| *e == Effect::Forget), 1);
    assert_eq!(
        rig.told(&CheckoutEvent::AuthorizationEnded),
        0,
        "it was asked for"
    );
}

#[test]
fn the_review_is_shown_in_the_us_only() {
    let reviews = |rig: &Rig| rig.count(|e| matches!(e, Effect::LoadReview(_)));
    let first = Rig::awaiting(approved("token-1"));
    assert_eq!(reviews(&first), 0);
    let mut rig = last_page(kept(&first));
    let mut session = session("s1", 1);
    session.session.amount.currency = Currency::Usd;
    rig.session_arrives(session);
    assert_eq!(reviews(&rig), 1);
}

#[test]
fn the_last_page_is_the_one_where_the_press_orders() {
    assert!(Rig::ready().checkout.is_last_page(), "the only page");
    let first = Rig::ready_in(SEVERAL_PAGES);
    assert!(!first.checkout.is_last_page());
    let authorized = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
    assert!(authorized.checkout.is_last_page());
}

/// Klarna's session has ended and the merchant's server has made another one under the same id.
#[test]
fn a_session_with_another_token_takes_what_was_authorized_with_it() {
    let first = Rig::awaiting(approved("token-1"));
    let mut rig = last_page(kept(&first));
    let mut renewed = session("s1", 1);
    renewed.session.client_token = session("s2", 1).session.client_token;
    rig.session_arrives(renewed);
    assert_eq!(rig.count(|e| *e == Effect::Forget), 1);
    assert_eq!(rig.told(&CheckoutEvent::AuthorizationEnded), 1);
}

#[test]
fn what_klarna_says_of_a_cart_that_changed_behind_its_window_places_nothing() {
    let mut rig = Rig::awaiting(AuthorizeAnswer::FinalizeRequired);
    rig.event(Event::FinalizePressed);
    rig.event(Event::CartChanged(2));
    rig.approve("token-1");
    assert_eq!((rig.name(), rig.count(is_place)), ("loading", 0));
    rig.session_arrives(session("s1", 2));
    assert_eq!(
        kept(&rig).confirmation,
        PendingConfirmation::Outdated,
        "the shopper confirms anew"
    );
}

#[test]
fn klarna_may_want_a_confirmation_of_what_was_authorized_anew() {
    let mut rig = Rig::awaiting(approved("token-1"));
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.session_arrives(session("s1", 2));
    rig.event(Event::FinalizePressed);
    rig.authorize(AuthorizeAnswer::FinalizeRequired);
    assert_eq!(kept(&rig).confirmation, PendingConfirmation::Finalize);
    assert_eq!(
        rig.checkout.state(),
        &State::AwaitingFinalize {
            notice: Some(Notice::ConfirmAgain)
        }
    );
    rig.event(Event::FinalizePressed);
    assert_eq!((finalizes(&rig), rig.count(is_place)), (1, 0));
}
