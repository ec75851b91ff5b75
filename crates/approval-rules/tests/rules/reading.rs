//! Klarna's answers, as the rules tell them apart.

use approval_rules::{Approved, KnownOrder, OrderAnswer, Refusal, SessionAnswer, TokenAnswer};
use klarna_payments::{
    Address, AuthorizationToken, FraudStatus, KlarnaError, OrderId, PlacedOrder, SessionRead,
    SessionStatus,
};

use crate::errors::{broken, invalid, malformed, refusal};

/// An error, and what it says of an order request, of a token request and of a session.
type Row = (KlarnaError, OrderAnswer, TokenAnswer, SessionAnswer);

/// Nothing is known: the request may have been carried out.
fn lost(error: KlarnaError) -> Row {
    (
        error,
        OrderAnswer::Lost,
        TokenAnswer::Lost,
        SessionAnswer::Unclear,
    )
}

/// The request was certainly not carried out, and may be sent again.
fn not_carried_out(error: KlarnaError) -> Row {
    (
        error,
        OrderAnswer::NotCarriedOut,
        TokenAnswer::NotCarriedOut,
        SessionAnswer::Unclear,
    )
}

/// Klarna, or a limit that Klarna publishes, forbids the request.
fn forbidden(error: KlarnaError, refusal: Refusal) -> Row {
    (
        error,
        OrderAnswer::Refused(refusal),
        TokenAnswer::Refused,
        SessionAnswer::Unclear,
    )
}

fn refusals() -> Vec<Row> {
    let said = refusal();
    let bad_value = KlarnaError::BadValue {
        values: Vec::new(),
        refusal: said.clone(),
    };
    let not_matching = KlarnaError::NotMatching {
        values: Vec::new(),
        refusal: said.clone(),
    };
    vec![
        forbidden(KlarnaError::Rejected(said.clone()), Refusal::Declined),
        forbidden(KlarnaError::Forbidden(said.clone()), Refusal::Declined),
        forbidden(KlarnaError::IntentForbids(said.clone()), Refusal::Declined),
        forbidden(not_matching, Refusal::NotMatching),
        forbidden(bad_value, Refusal::NotTaken),
        forbidden(KlarnaError::Invalid(invalid()), Refusal::NotTaken),
        forbidden(
            KlarnaError::AuthorizationSpent(said.clone()),
            Refusal::Spent,
        ),
        (
            KlarnaError::AuthorizationNotFound(said.clone()),
            OrderAnswer::Refused(Refusal::AuthorizationGone),
            TokenAnswer::AuthorizationGone,
            SessionAnswer::Unclear,
        ),
        (
            KlarnaError::SessionCompleted(said.clone()),
            OrderAnswer::Refused(Refusal::Spent),
            TokenAnswer::Refused,
            SessionAnswer::Complete,
        ),
        (
            KlarnaError::SessionNotFound(said),
            OrderAnswer::Lost,
            TokenAnswer::Lost,
            SessionAnswer::Gone,
        ),
    ]
}

fn failures() -> Vec<Row> {
    let said = refusal();
    let rate_limited = KlarnaError::RateLimited {
        retry_after: None,
        refusal: said.clone(),
    };
    let unavailable = KlarnaError::Unavailable {
        retry_after: None,
        refusal: said.clone(),
    };
    vec![
        not_carried_out(KlarnaError::Connect(broken().into())),
        not_carried_out(rate_limited),
        not_carried_out(KlarnaError::Unauthorized(said.clone())),
        lost(unavailable),
        lost(KlarnaError::Timeout(broken().into())),
        lost(KlarnaError::Interrupted(broken().into())),
        lost(malformed()),
        lost(KlarnaError::Refused(said)),
    ]
}

/// Answers to other calls. An order or a token request that gets one has no clear answer.
fn foreign() -> Vec<Row> {
    let variants: [fn(klarna_payments::Refusal) -> KlarnaError; 9] = [
        KlarnaError::TokenNotFound,
        KlarnaError::TokenSuspended,
        KlarnaError::TokenCancelled,
        KlarnaError::TokenForbidden,
        KlarnaError::PaymentMethodUnavailable,
        KlarnaError::PaymentMethodCurrency,
        KlarnaError::PaymentMethodFailed,
        KlarnaError::KeyReused,
        KlarnaError::OrderNotFound,
    ];
    let said = refusal();
    variants.map(|variant| lost(variant(said.clone()))).into()
}

/// Every error with its readings.
fn rows() -> Vec<Row> {
    let mut rows = refusals();
    rows.extend(failures());
    rows.extend(foreign());
    rows
}

#[test]
fn every_error_has_one_reading_for_each_question() {
    let rows = rows();
    assert_eq!(rows.len(), 27, "each variant of the error once");
    let token = AuthorizationToken::new("token-1");
    for (error, order, customer_token, session) in rows {
        let name = format!("{error:?}");
        assert_eq!(TokenAnswer::from_error(&error), customer_token, "{name}");
        assert_eq!(SessionAnswer::from_error(&error), session, "{name}");
        let approved = match session {
            SessionAnswer::Complete => Approved::Completed,
            SessionAnswer::Gone => Approved::SessionEnded,
            SessionAnswer::Incomplete | SessionAnswer::Unclear => Approved::Unclear,
        };
        let read = Err(error);
        assert_eq!(Approved::new(&read, &token), approved, "{name}");
        assert_eq!(SessionAnswer::new(&read), session, "{name}");
        let Err(error) = read else { unreachable!() };
        assert_eq!(OrderAnswer::new(&Err(error)), order, "{name}");
    }
}

/// A request whose outcome the client calls unknown must never be read as refused or not carried out.
#[test]
fn an_unknown_outcome_is_a_lost_answer() {
    for (error, order, customer_token, _) in rows() {
        if error.outcome_unknown() {
            assert_eq!(order, OrderAnswer::Lost, "{error:?}");
            assert_eq!(customer_token, TokenAnswer::Lost, "{error:?}");
        }
    }
}

#[test]
fn an_order_is_read_with_its_id_and_klarnas_word_on_the_risk() {
    for fraud_status in [
        FraudStatus::Accepted,
        FraudStatus::Pending,
        FraudStatus::Rejected,
    ] {
        let answer = Ok(PlacedOrder {
            order_id: OrderId::new("order-1"),
            redirect_url: None,
            fraud_status,
            authorized_payment_method: None,
        });
        let order = KnownOrder {
            id: OrderId::new("order-1"),
            fraud_status,
        };
        assert_eq!(OrderAnswer::new(&answer), OrderAnswer::Placed(order));
    }
}

fn session(status: SessionStatus, token: Option<&str>, payer: bool) -> SessionRead {
    SessionRead {
        status,
        expires_at: None,
        authorization_token: token.map(AuthorizationToken::new),
        client_token: None,
        payment_method_categories: None,
        order_amount: None,
        billing_address: payer.then(Address::default),
        shipping_address: None,
    }
}

#[test]
fn a_session_is_read_by_its_status_and_an_approval_by_its_token() {
    let token = AuthorizationToken::new("token-1");
    let (complete, incomplete) = (SessionStatus::Complete, SessionStatus::Incomplete);
    for (read, answer, approved) in [
        (
            session(incomplete, Some("token-1"), false),
            SessionAnswer::Incomplete,
            Approved::Own,
        ),
        (
            session(incomplete, Some("token-1"), true),
            SessionAnswer::Incomplete,
            Approved::Own,
        ),
        (
            session(incomplete, Some("token-2"), false),
            SessionAnswer::Incomplete,
            Approved::Foreign,
        ),
        (
            session(incomplete, Some("token-2"), true),
            SessionAnswer::Incomplete,
            Approved::Foreign,
        ),
        // Klarna shows the payer once there was an approval: this session had one.
        (
            session(incomplete, None, true),
            SessionAnswer::Incomplete,
            Approved::Expired,
        ),
        (
            session(incomplete, None, false),
            SessionAnswer::Incomplete,
            Approved::Foreign,
        ),
        (
            session(complete, None, true),
            SessionAnswer::Complete,
            Approved::Completed,
        ),
        (
            session(complete, Some("token-1"), true),
            SessionAnswer::Complete,
            Approved::Completed,
        ),
    ] {
        let read = Ok(read);
        assert_eq!(SessionAnswer::new(&read), answer, "{read:?}");
        assert_eq!(Approved::new(&read, &token), approved, "{read:?}");
    }
}
