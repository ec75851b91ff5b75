//! The facts that a plan gives an approval.

use approval_rules::{CartFacts, Facts, Stage};
use klarna_payments::SessionPlan;

use crate::support::{STAGES, arrival};

#[test]
fn a_plan_says_what_an_approval_is_for() {
    for (plan, stores_token, places_order, sells_without_token) in [
        (SessionPlan::OneTime, false, true, false),
        (SessionPlan::Subscription, true, true, false),
        (SessionPlan::Trial, true, false, false),
        (SessionPlan::Mixed, true, true, true),
        (SessionPlan::OnDemand, true, false, false),
        (SessionPlan::OnDemandPaid, true, true, false),
    ] {
        let expected = Facts {
            stage: Stage::Received,
            stores_token,
            places_order,
            sells_without_token,
            token_requests: 0,
            order_requests: 0,
            open_order_requests: 0,
            order_id: None,
            needs_person: false,
            received_at: arrival(),
            cart: CartFacts::Current,
        };
        assert_eq!(Facts::received(plan, arrival()), expected, "{plan:?}");
    }
}

#[test]
fn only_a_failed_approval_leaves_its_cart_to_another() {
    for stage in STAGES {
        assert_eq!(stage.is_live(), stage != Stage::Failed, "{stage:?}");
    }
}

#[test]
fn klarna_may_be_carrying_something_out_between_the_first_request_and_the_outcome() {
    let under_way = [Stage::TokenAsked, Stage::TokenDone, Stage::Sent];
    for stage in STAGES {
        assert_eq!(
            stage.is_under_way(),
            under_way.contains(&stage),
            "{stage:?}"
        );
    }
}
