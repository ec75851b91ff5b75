//! The token that starts the SDK.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use klarna_payments::Locale;
use serde_json::{Value, json};

use crate::model::{Fields, Records, SdkFlow, Session};

/// A token of the shape of Klarna's: a JWT whose payload says where the widget's pages are, for
/// which session, and in which language. The signature is a dummy: the browser checks none.
///
/// The flow is the experiment `sdk-flow`: which claim of Klarna's chooses it is not published.
pub(crate) fn mint(
    url: &str,
    session: &str,
    merchant: &str,
    fields: &Fields,
    flow: SdkFlow,
) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let header = json!({ "alg": "RS256", "kid": "00000000-0000-0000-0000-000000000000" });
    let payload = json!({
        "session_id": session,
        "base_url": format!("{url}/kp"),
        "design": "klarna",
        "language": language(fields),
        "purchase_country": text("purchase_country").to_ascii_uppercase(),
        "environment": "playground",
        "merchant_name": merchant,
        "session_type": "PAYMENTS",
        "client_event_base_url": url,
        "scheme": true,
        "i": intent_code(text("intent")),
        "experiments": [{ "name": "sdk-flow", "variate": flow, "parameters": {} }],
    });
    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let signature = BASE64_URL_SAFE_NO_PAD.encode("not signed: a sandbox");
    format!("{}.{}.{signature}", part(&header), part(&payload))
}

/// Klarna's code for what is tokenized besides a purchase, or instead of it.
fn intent_code(intent: &str) -> &'static str {
    match intent {
        "tokenize" => "t",
        "buy_and_tokenize" => "bt",
        "buy_and_optional_tokenize" => "bot",
        _ => "b",
    }
}

/// The session that a client token starts the SDK for, whether it has ended or not. The token's payload
/// names it.
pub(crate) fn session<'a>(records: &'a Records, token: &str) -> Option<&'a Session> {
    let payload = token.split('.').nth(1)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    let payload: Value = serde_json::from_slice(&payload).ok()?;
    let session = records.sessions.get(payload["session_id"].as_str()?)?;
    (session.client_token.expose() == token).then_some(session)
}

/// The language that the session's locale names: `de`.
pub(crate) fn language(fields: &Fields) -> String {
    fields
        .get("locale")
        .and_then(Value::as_str)
        .and_then(|locale| locale.parse::<Locale>().ok())
        .map_or_else(|| "en".to_owned(), |locale| locale.language().to_owned())
}
