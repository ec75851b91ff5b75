//! Sessions: create, update, read, and the way back to the shop.

use klarna_payments::{ClientToken, PaymentMethodCategory};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Context, client_token, offer, placeholder, step_up, validation};
use crate::{
    clock::rfc3339,
    model::{Authorization, FaultKind, Fields, Records, Refusal, Reply, SdkRefusal, Session},
};

const NO_SUCH_SESSION: Refusal = Refusal::NotFound("Invalid session id");

/// The fields of a customer that nobody may read back.
const SECRET_CUSTOMER_FIELDS: [&str; 4] = [
    "last_four_ssn",
    "national_identification_number",
    "customer_token",
    "klarna_access_token",
];

/// The fields that a merchant may read only once the shopper has approved.
const PERSONAL_FIELDS: [&str; 3] = ["billing_address", "shipping_address", "customer"];

/// `POST /payments/v1/sessions`
pub(crate) fn create(
    records: &mut Records,
    context: &Context<'_>,
    body: &Value,
) -> Result<Reply, Refusal> {
    let mut fields = validation::new_session(object(body)?).map_err(Refusal::BadValue)?;
    let recovers = step_up::token(records, context, &fields)?;
    default_to(&mut fields, "intent", "buy");
    default_to(&mut fields, "acquiring_channel", "ECOMMERCE");
    let id = Uuid::new_v4().to_string();
    let sdk_flow = records.settings.sdk_flow;
    let client_token = client_token::mint(context.url, &id, context.merchant, &fields, sdk_flow);
    let is_split = records.take_fault(&id, FaultKind::SeveralCategories);
    let session = Session {
        id: id.clone(),
        merchant: context.merchant.to_owned(),
        client_token: ClientToken::new(client_token),
        sdk_flow,
        created_at: context.now,
        expires_at: context.now.saturating_add(Session::LIFETIME),
        categories: categories(records, context, &id, &fields, is_split),
        is_split,
        fields,
        method: None,
        authorization: None,
        order_id: None,
        recovers,
        has_token: false,
    };
    let reply = json!({
        "session_id": id,
        "client_token": session.client_token,
        "payment_method_categories": session.categories,
    });
    records.sessions.insert(session);
    Ok(Reply::Json(reply))
}

/// `POST /payments/v1/sessions/{id}`: replaces the fields that are sent, keeps the others.
pub(crate) fn update(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    let body = object(body)?;
    let session = find(records, context, id)?;
    if session.is_complete() {
        return Err(Refusal::SessionCompleted);
    }
    let fields = validation::session_update(&session.fields, body).map_err(Refusal::BadValue)?;
    let is_split = session.is_split || records.take_fault(id, FaultKind::SeveralCategories);
    let categories = categories(records, context, id, &fields, is_split);
    if let Some(session) = records.sessions.get_mut(id) {
        session.fields = fields;
        session.is_split = is_split;
        session.categories = categories;
    }
    Ok(Reply::Empty)
}

/// `GET /payments/v1/sessions/{id}`
pub(crate) fn read(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
) -> Result<Reply, Refusal> {
    let is_complete = find(records, context, id)?.is_complete();
    let is_stale = is_complete && records.take_fault(id, FaultKind::SessionStale);
    let session = records.sessions.get(id).ok_or(NO_SUCH_SESSION)?;
    let authorization = if is_stale {
        let token = session.authorization.as_ref();
        token.and_then(|token| records.authorizations.get(token.expose()))
    } else {
        records.live_authorization(session, context.now)
    };
    Ok(Reply::Json(shown(
        session,
        is_complete && !is_stale,
        authorization,
    )))
}

/// The `redirect_url`: through Klarna back to the shop.
pub(super) fn redirect_url(context: &Context<'_>, session: &Session) -> String {
    format!(
        "{}/payments/v1/sessions/{}/redirect",
        context.url, session.id
    )
}

/// The merchant's confirmation page, once there is an order, or a stored token.
pub(crate) fn confirmation_url(records: &Records, id: &str) -> Option<String> {
    let session = records.sessions.get(id)?;
    let order = match session.order_id.as_deref() {
        None if session.has_token => "",
        order => order?,
    };
    let url = session.text("merchant_urls.confirmation")?;
    Some(placeholder::fill(url, &session.id, order))
}

/// Returns a session that can still be paid for.
///
/// # Errors
/// [`SdkRefusal::SessionEnded`].
pub(crate) fn open<'a>(
    records: &'a mut Records,
    id: &str,
    now: OffsetDateTime,
) -> Result<&'a mut Session, SdkRefusal> {
    expire_on_fault(records, id, now);
    records
        .sessions
        .get_mut(id)
        .filter(|session| !session.is_complete() && !session.is_expired(now))
        .ok_or(SdkRefusal::SessionEnded)
}

/// Takes the `data` that the page gave to `load` or `authorize`: fields of a session update.
///
/// # Errors
/// [`SdkRefusal::InvalidFields`] as the REST update would refuse them, and nothing is kept;
/// [`SdkRefusal::SessionEnded`].
pub(crate) fn update_from_page(
    records: &mut Records,
    id: &str,
    data: &Value,
    url: &str,
    now: OffsetDateTime,
) -> Result<(), SdkRefusal> {
    let session = open(records, id, now)?;
    let fields =
        validation::session_update(&session.fields, data).map_err(SdkRefusal::InvalidFields)?;
    if fields.get("order_amount") != session.fields.get("order_amount") {
        session.categories = offer::categories(url, &session.merchant, &fields, session.is_split);
    }
    session.fields = fields;
    Ok(())
}

/// Ends a session that a [`FaultKind::SessionExpired`] applies to.
fn expire_on_fault(records: &mut Records, id: &str, now: OffsetDateTime) {
    if records.take_fault(id, FaultKind::SessionExpired)
        && let Some(session) = records.sessions.get_mut(id)
    {
        session.expires_at = now;
    }
}

/// A session of the caller's that has not expired.
fn find<'a>(
    records: &'a mut Records,
    context: &Context<'_>,
    id: &str,
) -> Result<&'a Session, Refusal> {
    expire_on_fault(records, id, context.now);
    records
        .sessions
        .get(id)
        .filter(|session| session.merchant == context.merchant && !session.is_expired(context.now))
        .ok_or(NO_SUCH_SESSION)
}

pub(super) fn object(body: &Value) -> Result<&Value, Refusal> {
    if body.is_object() {
        return Ok(body);
    }
    Err(Refusal::BadRequest(
        "The body is not a JSON object".to_owned(),
    ))
}

fn default_to(fields: &mut Fields, name: &str, value: &str) {
    fields.entry(name).or_insert_with(|| Value::from(value));
}

/// The payment method categories, none where a [`FaultKind::NotOffered`] applies.
fn categories(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
    fields: &Fields,
    is_split: bool,
) -> Vec<PaymentMethodCategory> {
    if records.take_fault(id, FaultKind::NotOffered) {
        Vec::new()
    } else {
        offer::categories(context.url, context.merchant, fields, is_split)
    }
}

/// Removes the fields of a customer that nobody may read back.
pub(super) fn hide_secrets(customer: &mut Value) {
    if let Some(customer) = customer.as_object_mut() {
        for field in SECRET_CUSTOMER_FIELDS {
            customer.remove(field);
        }
    }
}

/// A session as its merchant may read it: personal data only once the shopper has approved.
/// The token is there for a server whose page lost it.
fn shown(session: &Session, is_complete: bool, authorization: Option<&Authorization>) -> Value {
    let mut shown: Map<String, Value> = session.fields.clone();
    if session.authorization.is_none() {
        for field in PERSONAL_FIELDS {
            shown.remove(field);
        }
    }
    if let Some(customer) = shown.get_mut("customer") {
        hide_secrets(customer);
    }
    let status = if is_complete {
        "complete"
    } else {
        "incomplete"
    };
    shown.insert("status".to_owned(), status.into());
    shown.insert(
        "client_token".to_owned(),
        session.client_token.expose().into(),
    );
    shown.insert("expires_at".to_owned(), rfc3339(session.expires_at).into());
    shown.insert(
        "payment_method_categories".to_owned(),
        json!(session.categories),
    );
    if let Some(authorization) = authorization {
        let token = authorization.token.expose();
        shown.insert("authorization_token".to_owned(), token.into());
    }
    shown.into()
}
