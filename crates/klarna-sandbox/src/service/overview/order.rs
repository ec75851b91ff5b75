//! Orders and customer tokens on the live page.

use serde::Serialize;
use serde_json::Value;

use super::filter::references;
use crate::{
    clock::rfc3339,
    model::{Order, StoredToken, TokenStatus},
};

#[derive(Debug, Serialize)]
pub(super) struct OrderRow {
    id: String,
    session: String,
    merchant: String,
    placed_at: String,
    fraud_status: &'static str,
    /// When it is decided, while it is pending.
    due_at: Option<String>,
    /// The number of the customer token that was charged.
    token: Option<u64>,
    currency: Option<String>,
    amount: Option<i64>,
    tax: Option<i64>,
    /// The payment method: `invoice`.
    method: Option<String>,
    /// `true` if it is captured at once.
    auto_capture: bool,
    /// The merchant's own.
    references: Vec<String>,
    merchant_data: Option<String>,
    lines: Vec<LineRow>,
}

#[derive(Debug, Serialize)]
struct LineRow {
    kind: String,
    name: String,
    reference: Option<String>,
    quantity: Option<i64>,
    total: Option<i64>,
    /// Its interval: `Coffee club: 1 MONTH`.
    subscription: Option<String>,
    image_url: Option<String>,
    product_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct TokenRow {
    number: u64,
    id: String,
    session: String,
    merchant: String,
    created_at: String,
    status: TokenStatus,
    method: &'static str,
    currency: Option<String>,
    subscriptions: Vec<String>,
    /// The number of charges.
    charges: usize,
}

impl OrderRow {
    pub(super) fn new(order: &Order) -> Self {
        let request = &order.request;
        let whole = |name: &str| request.get(name).and_then(Value::as_i64);
        let review = order.review.filter(|review| !review.is_over);
        let lines = request.get("order_lines").and_then(Value::as_array);
        Self {
            id: order.id.clone(),
            session: order.session.clone(),
            merchant: order.merchant.clone(),
            placed_at: rfc3339(order.placed_at),
            fraud_status: order.fraud_status(),
            due_at: review.map(|review| rfc3339(review.due_at)),
            token: order.token,
            currency: text(request, "purchase_currency"),
            amount: whole("order_amount"),
            tax: whole("order_tax_amount"),
            method: text(&order.reply["authorized_payment_method"], "type"),
            auto_capture: order.is_captured(),
            references: references(|name| request.get(name)),
            merchant_data: text(request, "merchant_data"),
            lines: lines.into_iter().flatten().map(LineRow::new).collect(),
        }
    }
}

impl LineRow {
    fn new(line: &Value) -> Self {
        Self {
            kind: text(line, "type").unwrap_or_else(|| "physical".to_owned()),
            name: text(line, "name").unwrap_or_default(),
            reference: text(line, "reference"),
            quantity: line["quantity"].as_i64(),
            total: line["total_amount"].as_i64(),
            subscription: line.get("subscription").map(plan),
            image_url: text(line, "image_url"),
            product_url: text(line, "product_url"),
        }
    }
}

impl TokenRow {
    pub(super) fn new(token: &StoredToken, charges: usize) -> Self {
        Self {
            number: token.number,
            id: token.id.expose().to_owned(),
            session: token.session.clone(),
            merchant: token.merchant.clone(),
            created_at: rfc3339(token.created_at),
            status: token.status,
            method: token.method.name(),
            currency: token
                .approved
                .get("purchase_currency")
                .and_then(Value::as_str)
                .map(str::to_owned),
            subscriptions: token.subscriptions().map(plan).collect(),
            charges,
        }
    }
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

fn plan(subscription: &Value) -> String {
    let name = subscription["name"].as_str().unwrap_or_default();
    let interval = subscription["interval"].as_str().unwrap_or_default();
    format!("{name}: {} {interval}", subscription["interval_count"])
}
