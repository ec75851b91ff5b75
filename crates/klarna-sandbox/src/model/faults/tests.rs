use serde_json::{Value, json};

use super::*;
use crate::model::{FaultError, FaultKind};

fn fault(body: Value) -> Fault {
    Fault::parse(body).expect("a fault")
}

fn with(body: Value) -> Faults {
    let mut faults = Faults::default();
    faults.add(fault(body));
    faults
}

#[test]
fn each_kind_has_a_name_of_its_own_and_the_same_in_json() {
    let mut names: Vec<_> = FaultKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(json!(FaultKind::ALL), json!(names));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FaultKind::ALL.len());
}

#[test]
fn an_unknown_kind_is_refused() {
    for body in [
        json!({"kind": "nope"}),
        json!({}),
        json!([]),
        json!({"kind": 7}),
    ] {
        assert!(matches!(
            Fault::parse(body),
            Err(FaultError::UnknownKind(_))
        ));
    }
}

#[test]
fn an_option_that_would_be_without_effect_is_refused() {
    for body in [
        json!({"kind": "load-never", "delay_ms": 5}),
        json!({"kind": "load-never", "time": 1}),
        json!({"kind": "load-never", "times": 0}),
        json!({"kind": "load-never", "times": "once"}),
        json!({"kind": "load-result"}),
        json!({"kind": "rest-slow", "delay_ms": 600_001}),
        json!({"kind": "rest-slow", "call": "create"}),
    ] {
        assert!(
            matches!(
                Fault::parse(body.clone()),
                Err(FaultError::BadOption { .. })
            ),
            "{body}"
        );
    }
}

#[test]
fn a_fault_without_times_applies_until_it_is_removed() {
    let mut faults = with(json!({"kind": "load-never"}));
    for _ in 0..3 {
        assert_eq!(faults.take(Some("s"), |_| true).len(), 1);
    }
    assert!(faults.remove(None));
    assert!(faults.take(Some("s"), |_| true).is_empty());
}

#[test]
fn a_fault_with_times_counts_down_only_when_it_applies() {
    let mut faults = with(json!({"kind": "load-never", "times": 2, "session": "a"}));
    assert!(faults.take(Some("b"), |_| true).is_empty());
    assert!(faults.take(None, |_| true).is_empty());
    assert!(
        faults
            .take(Some("a"), |f| f.kind == FaultKind::LoadLate)
            .is_empty()
    );
    assert_eq!(faults.take(Some("a"), |_| true).len(), 1);
    assert_eq!(faults.take(Some("a"), |_| true).len(), 1);
    assert!(faults.take(Some("a"), |_| true).is_empty());
    assert!(faults.list().is_empty());
}

#[test]
fn one_fault_of_several_can_be_removed() {
    let mut faults = with(json!({"kind": "load-never"}));
    let second = faults.add(fault(json!({"kind": "load-twice"})));
    assert!(!faults.remove(Some(99)));
    assert!(faults.remove(Some(second.id)));
    assert_eq!(faults.list().len(), 1);
}

#[test]
fn only_what_the_kind_says_is_carried_out() {
    let carried_out = |body| fault(body).is_carried_out();
    assert!(!carried_out(json!({"kind": "rest-500"})));
    assert!(carried_out(
        json!({"kind": "rest-500", "carried_out": true})
    ));
    assert!(carried_out(json!({"kind": "rest-cut-off"})));
    assert!(!carried_out(
        json!({"kind": "rest-cut-off", "carried_out": false})
    ));
    assert!(!carried_out(json!({"kind": "rest-429"})));
}
