use std::{
    io,
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
};

use klarna_payments::{
    Client, ClientConfig, Country, Credentials, Currency, IdempotencyKey, Malformation,
    NewTokenOrder, OrderId, Refusal, SessionId,
};

use super::*;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Gaps unlike the default ones, and few.
fn charging() -> Charging {
    Charging {
        refused_again_after: vec![HOUR * 10, HOUR * 20],
        unclear_again_after: vec![MINUTE, MINUTE * 5, MINUTE * 30],
        ..Charging::default()
    }
}

fn order() -> NewTokenOrder {
    NewTokenOrder::new(Currency::Sek, Vec::new()).unwrap()
}

/// The first sending of a period's charge.
fn first() -> ChargeClaim {
    ChargeClaim {
        period: 1,
        market: Country::Se,
        order_number: "A-1".to_owned(),
        request: order(),
        key: IdempotencyKey::new("key").unwrap(),
        first: true,
        attempts: 1,
        refusals: 0,
    }
}

/// A second sending under the same key.
fn second() -> ChargeClaim {
    ChargeClaim {
        first: false,
        attempts: 2,
        ..first()
    }
}

/// A refusal without a code. The client makes one by itself for an id that Klarna cannot have given.
static WITHOUT_CODE: LazyLock<Refusal> = LazyLock::new(|| {
    let credentials = Credentials::new("user", "password");
    let client = Client::new(ClientConfig::new("http://127.0.0.1:1", credentials)).unwrap();
    let id = SessionId::new("");
    let reading = pin!(client.read_session(&id));
    let mut context = Context::from_waker(Waker::noop());
    match reading.poll(&mut context) {
        Poll::Ready(Err(error)) => error.refusal().unwrap().clone(),
        other => unreachable!("a call that is not sent: {other:?}"),
    }
});

/// A refusal with a code.
fn said() -> Refusal {
    let mut refusal = WITHOUT_CODE.clone();
    refusal.code = Some("CODE".to_owned());
    refusal
}

fn broken() -> io::Error {
    io::Error::other("broken")
}

fn bad_value() -> KlarnaError {
    KlarnaError::BadValue {
        values: Vec::new(),
        refusal: said(),
    }
}

fn not_matching() -> KlarnaError {
    KlarnaError::NotMatching {
        values: Vec::new(),
        refusal: said(),
    }
}

fn invalid() -> KlarnaError {
    order().validate().unwrap_err().into()
}

fn rate_limited(retry_after: Option<Duration>) -> KlarnaError {
    KlarnaError::RateLimited {
        retry_after,
        refusal: said(),
    }
}

fn unavailable(retry_after: Option<Duration>) -> KlarnaError {
    KlarnaError::Unavailable {
        retry_after,
        refusal: said(),
    }
}

fn malformed() -> KlarnaError {
    KlarnaError::Malformed {
        status: 200,
        reason: Malformation::NotJson,
        correlation_id: None,
    }
}

fn placed(fraud_status: FraudStatus) -> PlacedOrder {
    PlacedOrder {
        order_id: OrderId::new("order"),
        redirect_url: None,
        fraud_status,
        authorized_payment_method: None,
    }
}

fn fate_of(verdict: &Verdict) -> ChargeResolution {
    match verdict {
        Verdict::TryAgain { fate, .. } | Verdict::Stop { fate, .. } => *fate,
        Verdict::Charged(placed) => unreachable!("an error is no order: {placed:?}"),
    }
}

/// The gap after which the charge is sent again; `None`: not by itself.
fn gap(error: &KlarnaError, charge: &ChargeClaim) -> Option<Duration> {
    match of_error(error, charge, &charging()) {
        Verdict::TryAgain { after, .. } => Some(after),
        Verdict::Stop { .. } => None,
        Verdict::Charged(placed) => unreachable!("an error is no order: {placed:?}"),
    }
}

#[test]
fn an_order_is_a_sale_unless_klarna_rejects_it() {
    for fraud_status in [FraudStatus::Accepted, FraudStatus::Pending] {
        let placed = placed(fraud_status);
        assert_eq!(of_order(placed.clone()), Verdict::Charged(placed));
    }
    assert_eq!(
        of_order(placed(FraudStatus::Rejected)),
        Verdict::Stop {
            fate: ChargeResolution::Refused,
            reason: "REJECTED".to_owned(),
        }
    );
}

#[test]
fn a_charge_that_klarna_may_answer_otherwise_next_time_is_sent_again() {
    for error in [
        rate_limited(None),
        unavailable(None),
        malformed(),
        KlarnaError::Timeout(broken().into()),
        KlarnaError::Interrupted(broken().into()),
        KlarnaError::Connect(broken().into()),
        KlarnaError::Unauthorized(said()),
        KlarnaError::Forbidden(said()),
        KlarnaError::Refused(said()),
    ] {
        assert_eq!(gap(&error, &first()), Some(MINUTE), "{error:?}");
        assert_eq!(gap(&error, &second()), Some(MINUTE * 5), "{error:?}");
    }
    let no_money = KlarnaError::PaymentMethodFailed(said());
    assert_eq!(gap(&no_money, &first()), Some(HOUR * 10));
}

#[test]
fn a_charge_that_klarna_will_always_answer_alike_stops() {
    for error in [
        invalid(),
        bad_value(),
        not_matching(),
        KlarnaError::Rejected(said()),
        KlarnaError::TokenNotFound(said()),
        KlarnaError::TokenSuspended(said()),
        KlarnaError::TokenCancelled(said()),
        KlarnaError::TokenForbidden(said()),
        KlarnaError::PaymentMethodUnavailable(said()),
        KlarnaError::PaymentMethodCurrency(said()),
        KlarnaError::KeyReused(said()),
        // Those of other calls.
        KlarnaError::AuthorizationSpent(said()),
        KlarnaError::AuthorizationNotFound(said()),
        KlarnaError::IntentForbids(said()),
        KlarnaError::SessionNotFound(said()),
        KlarnaError::SessionCompleted(said()),
        KlarnaError::OrderNotFound(said()),
    ] {
        assert_eq!(gap(&error, &first()), None, "{error:?}");
        assert_eq!(gap(&error, &second()), None, "{error:?}");
    }
}

/// Asserts the resolution of a first sending and of a later one.
fn assert_fates(
    errors: impl IntoIterator<Item = KlarnaError>,
    on_first: ChargeResolution,
    on_later: ChargeResolution,
) {
    for error in errors {
        for (charge, fate) in [(first(), on_first), (second(), on_later)] {
            let verdict = of_error(&error, &charge, &charging());
            assert_eq!(fate_of(&verdict), fate, "{error:?}, {charge:?}");
        }
    }
}

#[test]
fn a_charge_that_was_carried_out_without_success_is_refused() {
    assert_fates(
        [
            KlarnaError::PaymentMethodFailed(said()),
            KlarnaError::Rejected(said()),
        ],
        ChargeResolution::Refused,
        ChargeResolution::Refused,
    );
}

#[test]
fn a_refusal_before_the_key_is_looked_at_says_nothing_of_an_earlier_sending() {
    assert_fates(
        [
            bad_value(),
            not_matching(),
            KlarnaError::TokenNotFound(said()),
            KlarnaError::TokenSuspended(said()),
            KlarnaError::TokenCancelled(said()),
            KlarnaError::TokenForbidden(said()),
            KlarnaError::PaymentMethodUnavailable(said()),
            KlarnaError::PaymentMethodCurrency(said()),
        ],
        ChargeResolution::Refused,
        ChargeResolution::Unknown,
    );
}

#[test]
fn a_call_that_was_not_carried_out_leaves_the_first_charge_unsent() {
    assert_fates(
        [
            invalid(),
            rate_limited(None),
            KlarnaError::Connect(broken().into()),
            KlarnaError::Unauthorized(said()),
            KlarnaError::Forbidden(said()),
            KlarnaError::Refused(said()),
        ],
        ChargeResolution::NotSent,
        ChargeResolution::Unknown,
    );
}

#[test]
fn a_charge_that_may_have_gone_through_is_unknown() {
    assert_fates(
        [
            unavailable(None),
            malformed(),
            KlarnaError::Timeout(broken().into()),
            KlarnaError::Interrupted(broken().into()),
            KlarnaError::KeyReused(said()),
        ],
        ChargeResolution::Unknown,
        ChargeResolution::Unknown,
    );
}

#[test]
fn gaps_after_refusals_grow_and_end_with_a_stop() {
    let no_money = KlarnaError::PaymentMethodFailed(said());
    let refused_before = |refusals| ChargeClaim {
        refusals,
        attempts: refusals + 1,
        ..first()
    };
    let gaps = [0, 1, 2].map(|refusals| gap(&no_money, &refused_before(refusals)));
    assert_eq!(gaps, [Some(HOUR * 10), Some(HOUR * 20), None]);
    assert_eq!(
        of_error(&no_money, &refused_before(2), &charging()),
        Verdict::Stop {
            fate: ChargeResolution::Refused,
            reason: "CODE".to_owned(),
        }
    );
    let most = ChargeClaim {
        refusals: u32::MAX,
        ..first()
    };
    assert_eq!(gap(&no_money, &most), None);
}

#[test]
fn attempts_without_a_clear_answer_do_not_count_as_refusals() {
    let no_money = KlarnaError::PaymentMethodFailed(said());
    let charge = ChargeClaim {
        attempts: 9,
        ..second()
    };
    assert_eq!(gap(&no_money, &charge), Some(HOUR * 10));
}

#[test]
fn gaps_after_unclear_answers_grow_and_never_end() {
    let timeout = KlarnaError::Timeout(broken().into());
    let attempt = |attempts| ChargeClaim {
        attempts,
        ..second()
    };
    let gaps = [1, 2, 3, 4, u32::MAX].map(|attempts| gap(&timeout, &attempt(attempts)));
    assert_eq!(
        gaps,
        [1, 5, 30, 30, 30].map(|minutes| Some(MINUTE * minutes))
    );
}

#[test]
fn refusals_do_not_lengthen_the_gaps_after_unclear_answers() {
    let timeout = KlarnaError::Timeout(broken().into());
    let charge = |attempts, refusals| ChargeClaim {
        attempts,
        refusals,
        ..first()
    };
    assert_eq!(gap(&timeout, &charge(3, 2)), Some(MINUTE));
    assert_eq!(gap(&timeout, &charge(4, 2)), Some(MINUTE * 5));
    // More refusals than attempts make no sense, and no overflow.
    assert_eq!(gap(&timeout, &charge(1, 2)), Some(MINUTE));
}

#[test]
fn a_gap_is_at_least_as_long_as_klarna_asks() {
    for error in [rate_limited, unavailable] {
        let asked = |retry_after| gap(&error(Some(retry_after)), &second());
        assert_eq!(asked(Duration::ZERO), Some(MINUTE * 5));
        assert_eq!(asked(MINUTE * 4), Some(MINUTE * 5));
        assert_eq!(asked(MINUTE * 6), Some(MINUTE * 6));
        assert_eq!(asked(HOUR * 48), Some(HOUR * 48));
    }
}

#[test]
fn the_reason_is_klarnas_code() {
    assert_eq!(
        of_error(&KlarnaError::Unauthorized(said()), &first(), &charging()),
        Verdict::TryAgain {
            after: MINUTE,
            fate: ChargeResolution::NotSent,
            reason: Some("CODE".to_owned()),
        }
    );
    assert_eq!(
        of_error(&KlarnaError::TokenCancelled(said()), &first(), &charging()),
        Verdict::Stop {
            fate: ChargeResolution::Refused,
            reason: "CODE".to_owned(),
        }
    );
}

#[test]
fn only_a_stop_needs_a_reason_where_klarna_gave_no_code() {
    let timeout = KlarnaError::Timeout(broken().into());
    assert_eq!(
        of_error(&timeout, &first(), &charging()),
        Verdict::TryAgain {
            after: MINUTE,
            fate: ChargeResolution::Unknown,
            reason: None,
        }
    );
    let rejected = KlarnaError::Rejected(WITHOUT_CODE.clone());
    assert_eq!(
        of_error(&rejected, &first(), &charging()),
        Verdict::Stop {
            fate: ChargeResolution::Refused,
            reason: "REFUSED".to_owned(),
        }
    );
}
