//! What the fake Klarna answers to each call.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Does, Fake, Session};

pub(super) fn refuse(status: u16, code: &str, message: &str) -> Response {
    let body = json!({"correlation_id": "c-1", "error_code": code, "error_messages": [message]});
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

fn finish(does: Option<&Does>, answer: Response) -> Response {
    match does {
        Some(Does::LoseAnswer) => StatusCode::BAD_GATEWAY.into_response(),
        Some(Does::AnswerHtml) => "<html>".into_response(),
        _ => answer,
    }
}

pub(super) async fn create(State(fake): State<Fake>, body: Bytes) -> Response {
    let does = match fake.begin("create", body).await {
        Ok(does) => does,
        Err(refusal) => return refusal,
    };
    let id = fake.newest_session();
    fake.records()
        .sessions
        .insert(id.clone(), Session::default());
    let category = json!({"identifier": "klarna", "name": "Pay with Klarna"});
    let answer = json!({
        "session_id": id,
        "client_token": format!("client-{id}"),
        "payment_method_categories": [category],
    });
    finish(does.as_ref(), Json(answer).into_response())
}

pub(super) async fn update(
    State(fake): State<Fake>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    if let Err(refusal) = fake.begin("update", body).await {
        return refusal;
    }
    match fake.records().sessions.get(&id) {
        Some(session) if session.complete => refuse(404, "SESSION_COMPLETED", "completed"),
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => refuse(404, "NOT_FOUND", "Invalid session id"),
    }
}

pub(super) async fn read(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    let does = match fake.begin("read", Bytes::new()).await {
        Ok(does) => does,
        Err(refusal) => return refusal,
    };
    let records = fake.records();
    let Some(session) = records.sessions.get(&id) else {
        return refuse(404, "NOT_FOUND", "Invalid session id");
    };
    let status = if session.complete && !matches!(does, Some(Does::Stale)) {
        "complete"
    } else {
        "incomplete"
    };
    let mut answer = json!({"status": status});
    let mut set = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            answer[field] = value;
        }
    };
    set(
        "authorization_token",
        session.token.clone().map(Value::from),
    );
    set("expires_at", session.expires_at.clone().map(Value::from));
    set("billing_address", session.shows_payer.then(|| json!({})));
    finish(does.as_ref(), Json(answer).into_response())
}

/// Goes on also where the caller has stopped waiting: Klarna does not know.
pub(super) async fn order(
    State(fake): State<Fake>,
    Path(token): Path<String>,
    body: Bytes,
) -> Response {
    tokio::spawn(place(fake, token, body)).await.unwrap()
}

async fn place(fake: Fake, token: String, body: Bytes) -> Response {
    let does = match fake.begin("order", body.clone()).await {
        Ok(does) => does,
        Err(refusal) => return refusal,
    };
    let answer = match carry_out(&fake, token, body, does.as_ref()) {
        Ok(answer) => answer,
        Err((status, code, message)) => return refuse(status, code, message),
    };
    if matches!(does, Some(Does::WaitWithAnswer)) {
        fake.wait().await;
    }
    finish(does.as_ref(), Json(answer).into_response())
}

fn carry_out(
    fake: &Fake,
    token: String,
    body: Bytes,
    does: Option<&Does>,
) -> Result<Value, (u16, &'static str, &'static str)> {
    let mut records = fake.records();
    let number = records.orders.len() + 1;
    let known = records.orders.get(&token).cloned();
    let owner = records
        .sessions
        .values_mut()
        .find(|session| session.token.as_ref() == Some(&token));
    let id = match (known, owner) {
        (Some((id, ordered)), _) if ordered == body => id,
        (Some(_), _) => return Err((409, "BAD_VALUE", "order already completed")),
        (None, Some(session)) => {
            session.complete = true;
            let id = format!("order-{number}");
            records.orders.insert(token, (id.clone(), body));
            id
        }
        (None, None) => return Err((404, "NOT_FOUND", "Invalid authorization token")),
    };
    if let Some(Does::Risk(risk)) = does {
        records.risks.insert(id.clone(), risk);
    }
    let risk = records.risks.get(&id).copied().unwrap_or("ACCEPTED");
    Ok(json!({
        "order_id": id,
        "redirect_url": format!("https://klarna.example/{id}"),
        "fraud_status": risk,
    }))
}

/// Reads an order, as order management does.
pub(super) async fn read_order(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    let does = match fake.begin("read-order", Bytes::new()).await {
        Ok(does) => does,
        Err(refusal) => return refusal,
    };
    let records = fake.records();
    let ordered = records.orders.values().find(|(known, _)| *known == id);
    let Some((id, ordered)) = ordered else {
        return refuse(404, "NO_SUCH_ORDER", "No such order");
    };
    let ordered: Value = serde_json::from_slice(ordered).unwrap();
    let answer = json!({
        "order_id": id,
        "status": "AUTHORIZED",
        "fraud_status": records.risks.get(id).copied().unwrap_or("ACCEPTED"),
        "merchant_reference1": ordered["merchant_reference1"],
    });
    finish(does.as_ref(), Json(answer).into_response())
}

pub(super) async fn token(
    State(fake): State<Fake>,
    Path(approval): Path<String>,
    body: Bytes,
) -> Response {
    let does = match fake.begin("token", body).await {
        Ok(does) => does,
        Err(refusal) => return refusal,
    };
    let mut records = fake.records();
    let known = records
        .sessions
        .values()
        .any(|session| session.token.as_ref() == Some(&approval));
    if !known {
        return refuse(404, "NOT_FOUND", "Invalid authorization token");
    }
    let number = records.tokens.len() + 1;
    let token = records.tokens.entry(approval);
    let token = token.or_insert_with(|| format!("customer-token-{number}"));
    let answer = json!({
        "token_id": token,
        "redirect_url": "https://klarna.example/stored",
    });
    finish(does.as_ref(), Json(answer).into_response())
}

pub(super) async fn read_token(State(fake): State<Fake>, Path(_): Path<String>) -> Response {
    if let Err(refusal) = fake.begin("read-token", Bytes::new()).await {
        return refusal;
    }
    Json(json!({"status": "ACTIVE", "payment_method_type": "CARD"})).into_response()
}

pub(super) async fn cancel(State(fake): State<Fake>, Path(token): Path<String>) -> Response {
    if let Err(refusal) = fake.begin("cancel", Bytes::from(token)).await {
        return refusal;
    }
    StatusCode::NO_CONTENT.into_response()
}
