//! The log lines about an approval, for whoever runs the shop.

use approval_rules::{Alert, Stage};
use klarna_payments::OrderId;

use crate::store::{Applied, Attempt};

/// Logs what an event has changed, and returns the approval as it is now.
pub(super) fn report(applied: Applied) -> Attempt {
    let Applied {
        attempt,
        before,
        alert,
    } = applied;
    let order = attempt.order_number.as_str();
    let klarna_order_id = attempt.facts.order_id.as_ref().map(OrderId::as_str);
    if attempt.facts.stage == Stage::Placed && before != Stage::Placed {
        tracing::info!(order, klarna_order_id, "order placed");
        if klarna_order_id.is_none() {
            tracing::warn!(
                order,
                "Klarna's id of the order is lost: it is found by its number among the merchant \
                 references in Klarna's portal, unless Klarna still tells of it"
            );
        }
    }
    if attempt.facts.needs_person {
        tracing::error!(
            order,
            "Klarna cannot tell any more whether it placed this order: look for its number \
             among the merchant references in Klarna's portal, then `outcomes settle`"
        );
    }
    let message = match alert {
        None => return attempt,
        Some(Alert::OrderRejected) => {
            "Klarna rejected an order that was placed: do not deliver, or take it back"
        }
        Some(Alert::OrderAfterFailure) => {
            "an order came of an approval that the shopper was told had failed"
        }
        Some(Alert::SecondOrder) => {
            "Klarna has an order for a cart that is ordered otherwise: cancel one of the two"
        }
    };
    tracing::error!(order, klarna_order_id, "{message}");
    attempt
}
