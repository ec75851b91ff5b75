//! The payment method that an order names as authorized.

use klarna_payments::Country;
use serde_json::{Value, json};

use super::offer::installment_count;

/// An order's `authorized_payment_method`, by the payment method's name in the widget.
pub(super) fn authorized_method(chosen: Option<&str>, country: Option<Country>) -> Value {
    match chosen {
        Some("card") => json!({ "type": "card" }),
        Some("direct_debit") => json!({ "type": "direct_debit" }),
        Some("pay_now" | "direct_bank_transfer") => json!({ "type": "direct_bank_transfer" }),
        Some("pay_over_time") => {
            let count = country.map(installment_count);
            json!({ "type": "fixed_amount", "number_of_installments": count })
        }
        _ => json!({ "type": "invoice", "number_of_days": 30 }),
    }
}
