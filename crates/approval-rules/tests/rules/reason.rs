//! The answer to the page for each reason of a failure, and the approvals that are given back.

use approval_rules::Reason;
use checkout_contract::Code;

use crate::support::REASONS;

#[test]
fn every_reason_has_its_answer() {
    for (reason, code, detail, gives_approval_back) in [
        (Reason::Declined, Code::Declined, "does not approve", true),
        (Reason::CartChanged, Code::CartChanged, "has changed", true),
        (Reason::NotTaken, Code::Internal, "does not take", true),
        (
            Reason::Spent,
            Code::AuthorizationSpent,
            "not the session's current",
            false,
        ),
        (
            Reason::Expired,
            Code::AuthorizationExpired,
            "older than 60 minutes",
            false,
        ),
        (
            Reason::SessionEnded,
            Code::SessionExpired,
            "has ended",
            false,
        ),
        (
            Reason::Replaced,
            Code::AuthorizationSpent,
            "newer approval",
            false,
        ),
        (
            Reason::PaidOtherwise,
            Code::CartChanged,
            "paid another way",
            true,
        ),
        (
            Reason::SettledByPerson,
            Code::AuthorizationSpent,
            "merchant has found no order",
            true,
        ),
    ] {
        let problem = reason.problem();
        assert_eq!(problem.code, code, "{reason:?}");
        let words = problem.detail.unwrap();
        assert!(words.contains(detail), "{reason:?}: {words}");
        assert_eq!(
            reason.gives_approval_back(),
            gives_approval_back,
            "{reason:?}"
        );
    }
}

/// A page would show the wrong reason, or a merchant could not tell two of them apart.
#[test]
fn no_two_reasons_have_the_same_words() {
    let mut details: Vec<_> = REASONS.map(|reason| reason.problem().detail).to_vec();
    details.sort();
    details.dedup();
    assert_eq!(details.len(), REASONS.len());
}
