//! A stand-in for Klarna's SDK that weighs what Klarna's weighs, for measuring how long a page takes
//! to a usable widget: everything under `/sandbox/bench/`.
//!
//! | call | meaning |
//! | --- | --- |
//! | `GET /sandbox/bench/api.js` | the script: 484,000 bytes, about 105,000 with brotli |
//! | `GET /sandbox/bench/widget` | the page in the widget's iframe: says that it is there, and no more |
//!
//! The sandbox's own SDK behaves like Klarna's and is small; this one is as large and does little. It
//! takes any client token, shows a widget and approves everything. Nothing of it reaches the log.

mod weight;

use std::{io, sync::LazyLock};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::state::State;

/// The script's code; the rest of it is weight.
const SDK: &str = include_str!("../../assets/bench/sdk.js");

const WIDGET: &str = include_str!("../../assets/bench/widget.html");

/// Klarna's own script had 449,082 bytes in October 2024, and 105,233 with brotli.
const SCRIPT_BYTES: usize = 484_000;

static SCRIPT: LazyLock<Bytes> = LazyLock::new(|| weight::script(SDK, SCRIPT_BYTES).into());

/// Compressed once: it takes longer than any page takes to load.
static COMPRESSED: LazyLock<io::Result<Bytes>> = LazyLock::new(|| brotli(&SCRIPT).map(Into::into));

/// The routes under `/sandbox/bench/`.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/sandbox/bench/api.js", get(script))
        .route("/sandbox/bench/widget", get(widget))
}

/// `GET /sandbox/bench/api.js`. The first call is slow: it makes and compresses the script.
async fn script(headers: HeaderMap) -> Response {
    let Ok(answer) = tokio::task::spawn_blocking(move || compressed_if_accepted(&headers)).await
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    answer
}

fn compressed_if_accepted(headers: &HeaderMap) -> Response {
    let common: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        // As a script on a delivery network is kept: a preload of it must be of use to the tag.
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::VARY, "accept-encoding"),
        (HeaderName::from_static("timing-allow-origin"), "*"),
    ];
    match &*COMPRESSED {
        Ok(script) if accepts_brotli(headers) => {
            (common, [(header::CONTENT_ENCODING, "br")], script.clone()).into_response()
        }
        _ => (common, SCRIPT.clone()).into_response(),
    }
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING);
    accepted
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim() == "br"))
}

/// `GET /sandbox/bench/widget`
async fn widget() -> impl IntoResponse {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("timing-allow-origin"), "*"),
    ];
    (headers, WIDGET)
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// The quality that servers use which compress once and keep the result; the best takes ten times as
/// long.
const QUALITY: i32 = 9;

#[cfg(test)]
mod tests;
