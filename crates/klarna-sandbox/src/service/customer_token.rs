//! Customer tokens: create from an approval, read, cancel.

use klarna_payments::CustomerToken;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Context, Decision,
    decision::{self, has_tag},
    offer,
    order::{self, NO_SUCH_TOKEN},
    session::{hide_secrets, object, redirect_url},
    validation,
};
use crate::model::{
    Authorization, AuthorizationState, FaultKind, Fields, Records, Refusal, Reply, Session,
    StoredMethod, StoredToken, TokenStatus, places_order, stores_token, text_at,
};

/// `POST /payments/v1/authorizations/{token}/customer-token`
///
/// May come before the order or after it. The same request again gets the same token, so that a lost
/// answer can be asked for once more; another body is refused.
pub(crate) fn create(
    records: &mut Records,
    context: &Context<'_>,
    token: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    object(body)?;
    let (authorization, session) = order::find(records, context, token).ok_or(NO_SUCH_TOKEN)?;
    if let Some(stored) = of_authorization(records, &authorization) {
        return if stored.request == *body {
            Ok(Reply::Json(stored.reply.clone()))
        } else {
            Err(Refusal::OtherBody(
                "Customer token creation already completed with different request body",
            ))
        };
    }
    if !stores_token(&session.fields) {
        let intent = session.text("intent").unwrap_or("buy");
        let message = format!("Not allowed to create customer tokens for intent {intent}");
        return Err(Refusal::InvalidOperation(message.into()));
    }
    if !authorization.can_be_stored(context.now) {
        return Err(NO_SUCH_TOKEN);
    }
    let fields = validation::new_token(body).map_err(Refusal::BadValue)?;
    let different = validation::token_differences(&authorization.approved, &fields);
    if !different.is_empty() {
        return Err(Refusal::NotMatching(different));
    }
    let method = method(&authorization)?;
    refuse(records, &session, &authorization)?;
    let approval = (&session, &authorization);
    let stored = store(records, context, approval, method, (body, &fields));
    let reply = stored.reply.clone();
    if let Some(authorization) = records.authorizations.get_mut(token) {
        authorization.customer_token = Some(stored.id.clone());
        if !places_order(&session.fields) {
            authorization.state = AuthorizationState::Consumed;
        }
    }
    if let Some(session) = records.sessions.get_mut(&session.id) {
        session.has_token = true;
    }
    records.tokens.insert(stored);
    Ok(Reply::Json(reply))
}

/// `GET /customer-token/v1/tokens/{token}`
pub(crate) fn read(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
) -> Result<Reply, Refusal> {
    find(records, context, id).map(|token| Reply::Json(token.shown()))
}

/// `PATCH /customer-token/v1/tokens/{token}/status`: cancels, for good. Again: nothing more happens.
pub(crate) fn cancel(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    object(body)?;
    let token = find(records, context, id)?;
    if body.get("status") != Some(&json!("CANCELLED")) {
        return Err(Refusal::BadValue(vec!["status".to_owned()]));
    }
    token.status = TokenStatus::Cancelled;
    Ok(Reply::Accepted)
}

/// A token of the caller's. One of another merchant's is there, but refused.
pub(super) fn find<'a>(
    records: &'a mut Records,
    context: &Context<'_>,
    id: &str,
) -> Result<&'a mut StoredToken, Refusal> {
    let token = records.tokens.get_mut(id);
    let token = token.ok_or(Refusal::NotFound("Invalid customer-token ID"))?;
    if token.merchant == context.merchant {
        Ok(token)
    } else {
        Err(Refusal::TOKEN_FORBIDDEN)
    }
}

fn of_authorization<'a>(
    records: &'a Records,
    authorization: &Authorization,
) -> Option<&'a StoredToken> {
    let id = authorization.customer_token.as_ref()?;
    records.tokens.get(id.expose())
}

/// The payment method that is stored: the one that the shopper chose, where it can be charged again; else
/// the first one that can.
fn method(authorization: &Authorization) -> Result<StoredMethod, Refusal> {
    let approved = &authorization.approved;
    let methods = offer::methods(approved);
    let chosen = authorization.method.as_deref();
    let chosen = methods.iter().find(|method| Some(**method) == chosen);
    chosen
        .or_else(|| methods.first())
        .and_then(|name| StoredMethod::named(name))
        .ok_or_else(|| {
            let text = |name: &str| text_at(approved, name);
            Refusal::BadRequest(format!(
                "{} is not valid for creating customer tokens in {}",
                text("purchase_currency").unwrap_or_default(),
                text("purchase_country").unwrap_or_default(),
            ))
        })
}

/// An e-mail tag whose owner may order, and whose payment method is not stored:
/// `customer+token-refused@email.se`.
const REFUSED: &str = "token-refused";

/// Refuses customers whom Klarna turns down, and those who asked for it by their e-mail address.
fn refuse(
    records: &mut Records,
    session: &Session,
    authorization: &Authorization,
) -> Result<(), Refusal> {
    let is_refused = records.take_fault(&session.id, FaultKind::TokenRefused);
    let email = text_at(&authorization.approved, "billing_address.email");
    match decision::on(&authorization.approved) {
        _ if is_refused || has_tag(email, REFUSED) => Err(Refusal::Rejected),
        Decision::Deny | Decision::NotOffered => Err(Refusal::Rejected),
        Decision::Approve | Decision::ApprovePending => Ok(()),
    }
}

fn store(
    records: &Records,
    context: &Context<'_>,
    (session, authorization): (&Session, &Authorization),
    method: StoredMethod,
    (body, fields): (&Value, &Fields),
) -> StoredToken {
    let id = CustomerToken::new(Uuid::new_v4().to_string());
    let mut reply = json!({
        "token_id": id.expose(),
        "payment_method_reference": Uuid::new_v4().to_string(),
    });
    if let Some(address) = known(authorization, fields, "billing_address") {
        reply["billing_address"] = address;
    }
    if let Some(mut customer) = known(authorization, fields, "customer") {
        hide_secrets(&mut customer);
        reply["customer"] = customer;
    }
    if session.text("merchant_urls.confirmation").is_some() {
        reply["redirect_url"] = redirect_url(context, session).into();
    }
    StoredToken {
        id,
        number: records
            .tokens
            .newest()
            .map_or(1, |newest| newest.number + 1),
        merchant: context.merchant.to_owned(),
        session: session.id.clone(),
        created_at: context.now,
        status: TokenStatus::Active,
        method,
        step_ups: Vec::new(),
        is_recovered: false,
        approved: authorization.approved.clone(),
        request: body.clone(),
        reply,
    }
}

/// A field of the request, or else of the approval.
fn known(authorization: &Authorization, fields: &Fields, name: &str) -> Option<Value> {
    let approved: &Fields = &authorization.approved;
    fields.get(name).or_else(|| approved.get(name)).cloned()
}
