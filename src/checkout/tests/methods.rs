//! Several payment methods, and what is stored.

use checkout_contract::{Intent, Outcome, OutcomeStatus};

use super::rig::{Rig, is_load, placed, session, session_of};
use crate::checkout::{
    CheckoutEvent, Effect, Event, Layout, LoadAnswer, PlaceAnswer, State, WidgetName,
};

fn several(layout: Layout) -> Rig {
    let mut rig = Rig::with_layout(layout);
    rig.mount();
    rig.sdk_arrives();
    rig.session_arrives(session_of("s1", 1, &["pay_later", "pay_now"]));
    rig
}

fn loaded(rig: &Rig) -> WidgetName {
    let widget = rig.newest(|e| match e {
        Effect::LoadWidget { widget, .. } => Some(widget.clone()),
        _ => None,
    });
    widget.unwrap()
}

#[test]
fn the_first_of_several_is_chosen_and_authorized_by_its_name() {
    let mut rig = several(Layout::default());
    assert_eq!(loaded(&rig).categories, ["pay_later"]);
    rig.widget_shown();
    rig.event(Event::MethodChosen("pay_now".to_owned()));
    assert_eq!(
        (rig.name(), &*loaded(&rig).categories),
        ("loading", &["pay_now".to_owned()][..])
    );
    rig.widget_shown();
    rig.event(Event::PayPressed);
    let authorized = rig.newest(|e| match e {
        Effect::Authorize { widget, .. } => Some(widget.clone()),
        _ => None,
    });
    assert_eq!(authorized.unwrap(), loaded(&rig));
}

#[test]
fn a_choice_is_kept_over_a_refresh_and_ignored_while_klarna_is_asked() {
    let mut rig = several(Layout::default());
    rig.widget_shown();
    rig.event(Event::MethodChosen("pay_now".to_owned()));
    rig.widget_shown();
    rig.event(Event::CartChanged(2));
    rig.time_out();
    rig.session_arrives(session_of("s1", 2, &["pay_later", "pay_now"]));
    assert_eq!(loaded(&rig).categories, ["pay_now"]);
    rig.widget_shown();
    rig.event(Event::PayPressed);
    let loads = rig.count(is_load);
    rig.event(Event::MethodChosen("pay_later".to_owned()));
    assert_eq!((rig.name(), rig.count(is_load)), ("authorizing", loads));
}

#[test]
fn one_that_is_not_offered_makes_room_for_the_next_and_the_last_one_ends_it() {
    let mut rig = several(Layout::default());
    rig.widget(LoadAnswer::NotOffered);
    assert_eq!(loaded(&rig).categories, ["pay_now"]);
    assert!(rig.checkout.is_refused("pay_later"));
    rig.event(Event::MethodChosen("pay_later".to_owned()));
    assert_eq!(loaded(&rig).categories, ["pay_now"], "it cannot be chosen");
    rig.widget(LoadAnswer::NotOffered);
    assert_eq!(rig.name(), "not-offered");
    assert_eq!(rig.told(&CheckoutEvent::NotOffered), 1);
}

#[test]
fn grouped_ways_to_pay_share_a_widget_and_are_not_chosen_from() {
    let mut rig = several(Layout {
        grouped: true,
        ..Layout::default()
    });
    assert_eq!(loaded(&rig).categories, ["pay_later", "pay_now"]);
    assert!(rig.checkout.methods().is_empty());
    rig.event(Event::MethodChosen("pay_now".to_owned()));
    assert_eq!(rig.count(is_load), 1);
}

#[test]
fn a_single_way_to_pay_is_nothing_to_choose_from() {
    let rig = Rig::ready();
    assert!(rig.checkout.methods().is_empty());
    assert_eq!(rig.checkout.chosen(), None);
}

#[test]
fn the_layout_is_the_pages() {
    let layout = Layout {
        auto_finalize: false,
        grouped: true,
    };
    assert_eq!(Rig::with_layout(layout.clone()).checkout.layout, layout);
}

fn choose(rig: &mut Rig, category: &str) -> Vec<Effect> {
    rig.event(Event::MethodChosen(category.to_owned()))
}

#[test]
fn a_choice_that_changes_nothing_loads_nothing() {
    let mut rig = several(Layout::default());
    rig.widget_shown();
    assert_eq!(choose(&mut rig, "pay_later"), [], "it is shown already");
    assert_eq!(choose(&mut rig, "pay_in_gold"), [], "nobody offers it");
    assert_eq!(rig.name(), "ready");

    let mut rig = several(Layout::default());
    rig.widget(LoadAnswer::NotOffered);
    rig.widget_shown();
    assert_eq!(
        choose(&mut rig, "pay_later"),
        [],
        "Klarna does not offer it"
    );
    assert_eq!(rig.checkout.chosen(), Some("pay_now"));
}

#[test]
fn a_choice_during_a_load_takes_its_place() {
    let mut rig = several(Layout::default());
    let loads = choose(&mut rig, "pay_now");
    assert_eq!(loads.iter().filter(|e| is_load(e)).count(), 1);
    assert_eq!(loaded(&rig).categories, ["pay_now"]);
}

#[test]
fn a_choice_during_a_refresh_waits_for_the_session() {
    let mut rig = several(Layout::default());
    rig.widget_shown();
    rig.event(Event::CartChanged(2));
    assert_eq!(choose(&mut rig, "pay_now"), []);
    rig.time_out();
    rig.session_arrives(session_of("s1", 2, &["pay_later", "pay_now"]));
    assert_eq!(loaded(&rig).categories, ["pay_now"]);
}

#[test]
fn another_way_to_pay_is_a_way_out_where_a_widget_does_not_answer() {
    let mut rig = several(Layout::default());
    rig.time_out();
    assert_eq!(rig.name(), "failed");
    choose(&mut rig, "pay_now");
    assert_eq!(loaded(&rig).categories, ["pay_now"]);
}

#[test]
fn an_order_without_the_token_it_should_have_stored_is_an_outcome_of_its_own() {
    let outcome = |intent, status, token_stored| {
        let mut rig = Rig::new();
        rig.mount();
        rig.sdk_arrives();
        let mut session = session("s1", 1);
        session.session.intent = intent;
        rig.session_arrives(session);
        rig.widget_shown();
        rig.event(Event::PayPressed);
        rig.approve("token-1");
        let outcome = Outcome {
            status,
            token_stored,
            ..placed()
        };
        let answer: PlaceAnswer = Ok(outcome);
        rig.event(Event::PlaceAnswered(rig.place_request(), answer));
        let not_stored = matches!(rig.checkout.state(), State::PlacedNotStored(_));
        (rig.name(), not_stored)
    };
    let (placed, pending) = (OutcomeStatus::Placed, OutcomeStatus::Pending);
    let (both, mixed) = (Intent::BuyAndTokenize, Intent::BuyAndDefaultTokenize);
    assert_eq!(outcome(both, placed, false), ("placed", true));
    assert_eq!(outcome(mixed, placed, false), ("placed", true));
    assert_eq!(outcome(mixed, pending, false), ("pending", true));
    assert_eq!(outcome(both, placed, true), ("placed", false));
    assert_eq!(outcome(Intent::Buy, placed, false), ("placed", false));
}
