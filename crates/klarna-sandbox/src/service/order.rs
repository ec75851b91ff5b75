//! Authorizations: order, or cancel.

use std::borrow::Cow;

use klarna_payments::AuthorizationToken;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Context, Decision,
    authorized_method::authorized_method,
    callbacks, decide,
    decision::pending_tag,
    review,
    session::{self, object, redirect_url},
    step_up, validation,
};
use crate::model::{
    Authorization, AuthorizationState, FaultKind, Fields, Order, Records, Refusal, Reply, Review,
    SdkRefusal, Session, places_order,
};

const CONSUMED: Refusal =
    Refusal::InvalidOperation(Cow::Borrowed("Authorization token already consumed"));
pub(super) const NO_SUCH_TOKEN: Refusal = Refusal::NotFound("Invalid authorization token");
const NOT_CANCELLED: Refusal = Refusal::NotFound("Authorization cannot be deleted");

/// `POST /payments/v1/authorizations/{token}/order`
///
/// The same token with the same body gets the same order again, however often; with another body
/// it is refused.
pub(crate) fn create(
    records: &mut Records,
    context: &Context<'_>,
    token: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    let sent = validation::order_fields(object(body)?);
    let (authorization, session) = find(records, context, token).ok_or(NO_SUCH_TOKEN)?;
    if !places_order(&session.fields) {
        return Err(Refusal::InvalidOperation(
            "Not allowed to create orders for intent tokenize".into(),
        ));
    }
    if authorization.state == AuthorizationState::Consumed {
        return replay(records, &session, sent);
    }
    if session.is_complete() {
        return Err(Refusal::SessionCompleted);
    }
    if !authorization.is_live(context.now) {
        return Err(NO_SUCH_TOKEN);
    }
    let fields = validation::new_order(sent).map_err(Refusal::BadValue)?;
    let different = validation::differences(&authorization.approved, &fields);
    if !different.is_empty() {
        return Err(Refusal::NotMatching(different));
    }
    let review = review_of(&authorization.approved, &fields, context)?;
    let order = place(context, (&session, &authorization), fields.clone(), review);
    let reply = order.reply.clone();
    if let Some(authorization) = records.authorizations.get_mut(token) {
        authorization.state = AuthorizationState::Consumed;
    }
    let mut session = session;
    session.order_id = Some(order.id.clone());
    take_urls(&mut session, &fields);
    step_up::complete(records, &session, authorization.method.as_deref());
    callbacks::placed(records, &session, &order);
    records.sessions.insert(session);
    records.orders.insert(order);
    Ok(Reply::Json(reply))
}

/// Approves: makes an authorization, good for 60 minutes and one order. An earlier one of the session
/// is replaced. The caller has made sure that the customer is to be approved. The merchant's server
/// gets a callback, where the session names a URL for it.
///
/// # Errors
/// [`SdkRefusal::SessionEnded`].
pub(crate) fn authorize(
    records: &mut Records,
    session: &str,
    now: OffsetDateTime,
) -> Result<AuthorizationToken, SdkRefusal> {
    let session = session::open(records, session, now)?;
    copy_billing_address(session);
    let authorization = Authorization {
        token: AuthorizationToken::new(Uuid::new_v4().to_string()),
        session: session.id.clone(),
        expires_at: now.saturating_add(Authorization::LIFETIME),
        state: AuthorizationState::Live,
        method: session.method.clone(),
        customer_token: None,
        approved: session.fields.clone(),
    };
    let token = authorization.token.clone();
    let replaced = session.authorization.replace(token.clone());
    let session = session.clone();
    if let Some(replaced) = replaced
        && let Some(old) = records.authorizations.get_mut(replaced.expose())
        && old.state == AuthorizationState::Live
    {
        old.state = AuthorizationState::Replaced;
    }
    records.authorizations.insert(authorization);
    callbacks::approved(records, &session, token.expose());
    Ok(token)
}

/// Klarna takes the billing address for the shipping address where none was given.
fn copy_billing_address(session: &mut Session) {
    if !session.fields.contains_key("shipping_address")
        && let Some(billing) = session.fields.get("billing_address").cloned()
    {
        session
            .fields
            .insert("shipping_address".to_owned(), billing);
    }
}

/// `DELETE /payments/v1/authorizations/{token}`
pub(crate) fn cancel(
    records: &mut Records,
    context: &Context<'_>,
    token: &str,
) -> Result<Reply, Refusal> {
    let (authorization, _) = find(records, context, token).ok_or(NO_SUCH_TOKEN)?;
    match authorization.state {
        AuthorizationState::Consumed => return Err(NOT_CANCELLED),
        _ if !authorization.is_live(context.now) => return Err(NO_SUCH_TOKEN),
        _ => {}
    }
    if let Some(authorization) = records.authorizations.get_mut(token) {
        authorization.state = AuthorizationState::Cancelled;
    }
    Ok(Reply::Empty)
}

/// An authorization of the caller's with its session, whatever has become of them.
pub(super) fn find(
    records: &mut Records,
    context: &Context<'_>,
    token: &str,
) -> Option<(Authorization, Session)> {
    let id = records.authorizations.get(token)?.session.clone();
    let session = records
        .sessions
        .get(&id)
        .filter(|session| session.merchant == context.merchant)?
        .clone();
    let is_expired = records.take_fault(&id, FaultKind::AuthorizationExpired);
    let authorization = records.authorizations.get_mut(token)?;
    if is_expired {
        authorization.expires_at = context.now;
    }
    Some((authorization.clone(), session))
}

/// Answers a repetition: with the order that is placed, unless a fault refuses it. Klarna publishes no such
/// answer for the same body; the refusals are those of its guide to error codes.
fn replay(records: &mut Records, session: &Session, sent: Fields) -> Result<Reply, Refusal> {
    for (kind, refusal) in [
        (FaultKind::OrderRepeated403, CONSUMED),
        (FaultKind::OrderRepeated404, Refusal::SessionCompleted),
        (FaultKind::OrderRepeatedNotFound, NO_SUCH_TOKEN),
    ] {
        if records.take_fault(&session.id, kind) {
            return Err(refusal);
        }
    }
    let order = session.order_id.as_ref();
    let order = order
        .and_then(|id| records.orders.get(id))
        .ok_or(CONSUMED)?;
    if order.request == Value::from(sent) {
        Ok(Reply::Json(order.reply.clone()))
    } else {
        Err(Refusal::OtherBody(
            "Order already completed with different request body",
        ))
    }
}

/// Klarna's review of the shopper, by the order's own address where it brings one. `None`: accepted at
/// once.
fn review_of(
    approved: &Fields,
    order: &Fields,
    context: &Context<'_>,
) -> Result<Option<Review>, Refusal> {
    let country = approved.get("purchase_country").and_then(Value::as_str);
    let country = country.and_then(|code| code.parse().ok());
    let text = |field: &str| {
        [order, approved]
            .into_iter()
            .find_map(|fields| fields.get("billing_address")?.get(field)?.as_str())
    };
    match decide(
        text("email"),
        text("phone"),
        country.ok_or(Refusal::Rejected)?,
    ) {
        Decision::Deny | Decision::NotOffered => Err(Refusal::Rejected),
        Decision::Approve => Ok(None),
        Decision::ApprovePending => {
            let tag = pending_tag(text("email")).unwrap_or_default();
            Ok(Some(review::by_tag(tag, context.now)))
        }
    }
}

/// Each URL that the order names takes the place of the session's.
fn take_urls(session: &mut Session, order: &Fields) {
    let Some(Value::Object(urls)) = order.get("merchant_urls") else {
        return;
    };
    let known = session.fields.entry("merchant_urls");
    if let Some(known) = known.or_insert_with(|| json!({})).as_object_mut() {
        known.extend(urls.clone());
    }
}

fn place(
    context: &Context<'_>,
    (session, authorization): (&Session, &Authorization),
    fields: Fields,
    review: Option<Review>,
) -> Order {
    let id = Uuid::new_v4().to_string();
    let mut reply = json!({
        "order_id": id,
        "fraud_status": review.map_or("ACCEPTED", Review::fraud_status),
        "authorized_payment_method": authorized_method(authorization.method.as_deref(), session.country()),
    });
    let confirmation = fields
        .get("merchant_urls")
        .or_else(|| session.fields.get("merchant_urls"))
        .and_then(|urls| urls.get("confirmation"));
    if confirmation.is_some() {
        reply["redirect_url"] = redirect_url(context, session).into();
    }
    Order {
        id,
        session: session.id.clone(),
        merchant: context.merchant.to_owned(),
        placed_at: context.now,
        token: None,
        review,
        request: fields.into(),
        reply,
    }
}
