//! The merchant's server as far as a page needs it to come to a usable widget.

use std::{
    collections::HashMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{self, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::net::TcpListener;

/// Stands in a page's HTML for the origin of the stand-in SDK.
const SDK_ORIGIN: &str = "{{sdk}}";

/// Stands there for a session, as a server puts it there that renders the page.
const SESSION: &str = "{{session}}";

/// A file as it goes out: compressed once, before anybody waits for it.
#[derive(Debug)]
struct File {
    media_type: &'static str,
    cache: &'static str,
    compressed: Bytes,
}

type Files = Arc<HashMap<String, File>>;

/// What the server answers with.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    files: Files,
    /// How long it takes for a session: a merchant's server asks Klarna meanwhile.
    session_takes: Duration,
}

impl Shop {
    /// With the folders below `site`, each a page.
    pub(crate) fn read(site: &Path, sdk_origin: &str) -> Result<Self> {
        Ok(Self {
            files: read(site, sdk_origin)?,
            session_takes: Duration::ZERO,
        })
    }

    pub(crate) fn with_sessions_after(self, session_takes: Duration) -> Self {
        Self {
            session_takes,
            ..self
        }
    }
}

/// Serves until this program ends. Gives the server's URL.
pub(crate) async fn start(shop: Shop) -> Result<String> {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(any_port).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let serving = axum::serve(listener, router(shop));
    tokio::spawn(async move { serving.await });
    Ok(url)
}

fn router(shop: Shop) -> Router {
    Router::new()
        .route("/klarna/sessions", post(new_session))
        .route("/{*path}", get(file))
        .with_state(shop)
}

async fn file(State(shop): State<Shop>, extract::Path(path): extract::Path<String>) -> Response {
    let Some(file) = shop.files.get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CACHE_CONTROL, file.cache),
        (header::CONTENT_ENCODING, "br"),
    ];
    (headers, file.compressed.clone()).into_response()
}

async fn new_session(State(shop): State<Shop>) -> Response {
    tokio::time::sleep(shop.session_takes).await;
    (StatusCode::CREATED, Json(session())).into_response()
}

/// A session of the contract. The token stands for nothing: the stand-in takes any.
fn session() -> Value {
    let expires_at = OffsetDateTime::now_utc() + time::Duration::days(2);
    json!({
        "id": "bench",
        "client_token": "bench",
        "payment_method_categories": [{
            "identifier": "klarna",
            "name": "Pay with Klarna",
            "asset_urls": { "descriptive": "", "standard": "" },
        }],
        "intent": "buy",
        "cart_version": 1,
        "amount": { "minor_units": 9500, "currency": "GBP" },
        "expires_at": expires_at.format(&Rfc3339).unwrap_or_default(),
    })
}

/// Every file below `site` by its path; a page's HTML by its folder, with a slash at the end.
fn read(site: &Path, sdk_origin: &str) -> Result<Files> {
    let mut files = HashMap::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(site)?.to_string_lossy();
            let name = name.strip_suffix("index.html").unwrap_or(&name).to_owned();
            if let Some(file) = compress(&path, sdk_origin)? {
                files.insert(name, file);
            }
        }
    }
    Ok(Arc::new(files))
}

/// `None` of a file that no page asks for.
fn compress(path: &Path, sdk_origin: &str) -> Result<Option<File>> {
    // Names of files change with their content where it matters, so they may be kept for ever.
    let kept = "public, max-age=31536000, immutable";
    let (media_type, cache) = match path.extension().and_then(|it| it.to_str()) {
        Some("html") => ("text/html; charset=utf-8", "no-cache"),
        Some("js") => ("text/javascript; charset=utf-8", kept),
        Some("css") => ("text/css; charset=utf-8", kept),
        Some("wasm") => ("application/wasm", kept),
        _ => return Ok(None),
    };
    let mut content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if media_type.starts_with("text/html") {
        let text = String::from_utf8(content).context("a page is not UTF-8")?;
        let text = text.replace(SDK_ORIGIN, sdk_origin);
        content = text.replace(SESSION, &session().to_string()).into_bytes();
    }
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &best)?;
    Ok(Some(File {
        media_type,
        cache,
        compressed: compressed.into(),
    }))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;

    use super::*;

    async fn answer(shop: Shop, path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router(shop).oneshot(request).await.unwrap()
    }

    #[test]
    fn the_session_is_one_of_the_contract() {
        let session: checkout_contract::Session = serde_json::from_value(session()).unwrap();
        assert_eq!(session.payment_method_categories.len(), 1);
    }

    #[tokio::test]
    async fn a_page_is_served_by_its_folder_and_compressed() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("page")).unwrap();
        fs::write(site.path().join("page/index.html"), "<p>{{sdk}}").unwrap();
        fs::write(site.path().join("page/notes.txt"), "not for pages").unwrap();
        let shop = Shop::read(site.path(), "http://127.0.0.1:1").unwrap();

        let page = answer(shop.clone(), "/page/").await;
        assert_eq!(page.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
        let nothing = answer(shop, "/page/notes.txt").await;
        assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
    }
}
