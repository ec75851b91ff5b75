//! The cart changes while the widget is shown.

use super::rig::{Rig, is_fetch, is_load, notice, session};
use crate::checkout::{Effect, Event, Notice};

// Found by the property test: the late answer brought pay back for the cart of before.
#[test]
fn a_late_widget_does_not_bring_pay_back_for_an_older_cart() {
    let mut rig = Rig::new();
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session("s1", 1));
    rig.time_out();
    rig.event(Event::CartChanged(2));
    rig.widget_shown();
    assert_eq!(rig.name(), "loading");
}

#[test]
fn several_cart_changes_make_one_refresh_and_one_load() {
    let mut rig = Rig::ready();
    for version in 2..=6 {
        rig.event(Event::CartChanged(version));
        assert!(!rig.checkout.state().can_pay());
    }
    rig.time_out();
    rig.session_arrives(session("s1", 6));
    rig.widget_shown();
    assert_eq!(rig.count(is_fetch), 2);
    assert_eq!(rig.count(is_load), 2);
    assert_eq!(notice(&rig), Some(&Notice::CartChanged));
}

#[test]
fn the_same_cart_version_again_asks_for_nothing() {
    let mut rig = Rig::ready();
    for _ in 0..5 {
        assert_eq!(rig.event(Event::CartChanged(1)), []);
    }
}

#[test]
fn an_answer_for_an_older_cart_is_refreshed_again() {
    let mut rig = Rig::ready();
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.event(Event::CartChanged(3));
    rig.session_arrives(session("s1", 2));
    assert_eq!(rig.name(), "loading");
    assert_eq!(rig.count(is_load), 1, "the stale session is not shown");
    rig.time_out();
    rig.session_arrives(session("s1", 3));
    rig.widget_shown();
    assert_eq!(rig.name(), "ready");
}

#[test]
fn a_server_that_never_catches_up_is_a_failure_not_a_loop() {
    let mut rig = Rig::ready();
    rig.event(Event::CartChanged(9));
    for _ in 0..10 {
        if rig.name() == "loading" {
            rig.time_out();
            rig.session_arrives(session("s1", 2));
        }
    }
    assert_eq!(rig.name(), "failed");
}

#[test]
fn another_cart_before_the_mount_keeps_nothing_from_loading() {
    let mut rig = Rig::new();
    let early = rig.event(Event::SessionOutdated {
        cart_version: Some(1),
    });
    assert_eq!(early, []);
    let asked = rig.mount();
    assert!(asked.iter().any(|e| matches!(e, Effect::LoadSdk(_))));
    assert!(asked.iter().any(is_fetch));
}
