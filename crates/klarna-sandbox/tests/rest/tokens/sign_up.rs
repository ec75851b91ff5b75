//! What is signed up for, and the calls about customer tokens.

use serde_json::{Value, json};

use crate::desk::{Answer, Desk, purchase_with_addresses};

/// A subscription whose first month is paid now.
pub(crate) fn sign_up() -> Value {
    let mut body = purchase_with_addresses();
    body["intent"] = json!("buy_and_tokenize");
    body["order_lines"][0]["subscription"] = plan();
    body
}

pub(crate) fn plan() -> Value {
    json!({ "name": "Coffee club", "interval": "MONTH", "interval_count": 1 })
}

/// A subscription of which nothing is paid now.
pub(crate) fn trial() -> Value {
    let mut body = purchase_with_addresses();
    body["intent"] = json!("tokenize");
    body["order_amount"] = json!(0);
    body["order_tax_amount"] = json!(0);
    body["order_lines"] = json!([{
        "name": "Coffee club", "quantity": 1, "unit_price": 0, "total_amount": 0,
        "total_tax_amount": 0, "subscription": plan(),
    }]);
    body
}

pub(crate) fn new_token() -> Value {
    json!({
        "purchase_country": "SE", "purchase_currency": "SEK", "locale": "sv-SE",
        "description": "Coffee club", "intended_use": "SUBSCRIPTION",
    })
}

impl Desk {
    pub(crate) async fn store(&self, authorization: &str, body: Value) -> Answer {
        let path = format!("/payments/v1/authorizations/{authorization}/customer-token");
        self.call("POST", &path, body).await
    }

    pub(crate) async fn read_token(&self, token: &str) -> Answer {
        let path = format!("/customer-token/v1/tokens/{token}");
        self.call("GET", &path, Value::Null).await
    }

    pub(crate) async fn cancel_token(&self, token: &str) -> Answer {
        let path = format!("/customer-token/v1/tokens/{token}/status");
        self.call("PATCH", &path, json!({ "status": "CANCELLED" }))
            .await
    }

    /// A session with its approval.
    pub(crate) async fn approved(&self, body: Value) -> (String, String) {
        let session = self.session(body).await;
        let token = self.approve(&session);
        (session, token)
    }

    /// A customer token from a sign-up.
    pub(crate) async fn token_for(&self, body: Value) -> String {
        let (_, authorization) = self.approved(body).await;
        self.stored(&authorization).await
    }

    /// The customer token of an approval.
    pub(crate) async fn stored(&self, authorization: &str) -> String {
        let stored = self.store(authorization, new_token()).await.ok();
        stored["token_id"].as_str().expect("an id").to_owned()
    }
}
