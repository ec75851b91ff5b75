//! Values of each type: with every field set, and with every optional field left out.

use checkout_contract::{
    Approval, AssetUrls, AuthorizationCallback, AuthorizationToken, ClientToken, Code, Currency,
    FraudDecision, FraudStatus, Intent, Interval, MinorUnits, Money, NewSession, OrderId,
    OrderNotification, Outcome, OutcomeStatus, PaymentMethodCategory, Problem, Session, SessionId,
    SessionState, Status, SubscriptionTerms,
};

/// A token that must not show in a log.
pub(crate) const TOKEN: &str = "b4bd3423-24e3-secret";

pub(crate) fn new_session() -> NewSession {
    NewSession {
        cart: "c-1".into(),
        locale: "de-DE".into(),
        auto_finalize: false,
    }
}

pub(crate) fn money() -> Money {
    Money {
        minor_units: MinorUnits(9500),
        currency: Currency::Eur,
    }
}

pub(crate) fn categories() -> [PaymentMethodCategory; 2] {
    let least = PaymentMethodCategory {
        identifier: "klarna".into(),
        name: "Klarna".into(),
        asset_urls: None,
    };
    let logos = AssetUrls {
        descriptive: Some("https://x.klarnacdn.net/a.svg".into()),
        standard: Some("https://x.klarnacdn.net/b.svg".into()),
    };
    let full = PaymentMethodCategory {
        asset_urls: Some(logos),
        ..least.clone()
    };
    [full, least]
}

pub(crate) fn session() -> Session {
    Session {
        id: "s-1".into(),
        client_token: ClientToken::new(TOKEN),
        payment_method_categories: categories().to_vec(),
        intent: Intent::BuyAndTokenize,
        cart_version: 7,
        amount: money(),
        subscriptions: vec![terms()],
        expires_at: "2026-03-01T12:00:00Z".into(),
    }
}

pub(crate) fn terms() -> SubscriptionTerms {
    SubscriptionTerms {
        name: "Coffee".into(),
        amount: money(),
        interval: Interval::Month,
        interval_count: 1,
        next_charge_on: "2026-04-01".into(),
    }
}

pub(crate) fn approval() -> Approval {
    Approval {
        authorization_token: AuthorizationToken::new(TOKEN),
        cart_version: 7,
    }
}

pub(crate) fn outcomes() -> [Outcome; 2] {
    let full = Outcome {
        status: OutcomeStatus::Placed,
        order_id: Some("o-1".into()),
        redirect_url: Some("https://payments.klarna.com/redirect/o-1".into()),
        fraud_status: Some(FraudStatus::Accepted),
        token_stored: false,
    };
    let least = Outcome {
        status: OutcomeStatus::Stored,
        order_id: None,
        redirect_url: None,
        fraud_status: None,
        token_stored: true,
    };
    [full, least]
}

pub(crate) fn statuses() -> [Status; 2] {
    let [outcome, _] = outcomes();
    let full = Status {
        status: SessionState::Placed,
        outcome: Some(outcome),
    };
    let least = Status {
        status: SessionState::Open,
        outcome: None,
    };
    [full, least]
}

pub(crate) fn problems() -> [Problem; 2] {
    let full = Problem::new(Code::CartChanged, "The cart has changed.");
    let least = Problem {
        detail: None,
        ..full.clone()
    };
    [full, least]
}

pub(crate) fn authorization_callback() -> AuthorizationCallback {
    AuthorizationCallback {
        authorization_token: AuthorizationToken::new(TOKEN),
        session_id: SessionId::new("k-1"),
    }
}

pub(crate) fn order_notification() -> OrderNotification {
    OrderNotification {
        order_id: OrderId::new("o-1"),
        event_type: FraudDecision::Rejected,
    }
}
