use axum::body::to_bytes;
use axum::http::HeaderValue;

use super::*;

async fn get_script(accepted: &'static str) -> (HeaderMap, Bytes) {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
    let (parts, body) = script(headers).await.into_parts();
    (parts.headers, to_bytes(body, usize::MAX).await.unwrap())
}

#[tokio::test]
async fn the_script_weighs_what_klarnas_weighs() {
    let (headers, plain) = get_script("gzip, deflate").await;
    assert_eq!(plain.len(), SCRIPT_BYTES);
    assert!(!headers.contains_key(header::CONTENT_ENCODING));

    let (headers, compressed) = get_script("gzip, deflate, br, zstd").await;
    assert_eq!(headers[header::CONTENT_ENCODING], "br");
    let near = 104_500..=105_500;
    assert!(near.contains(&compressed.len()), "{}", compressed.len());
}

#[test]
fn the_script_is_the_same_each_time_and_ends_with_what_it_does() {
    let small = weight::script("call();", 20_000);
    assert_eq!(small, weight::script("call();", 20_000));
    assert_eq!(small.len(), 20_000);
    assert!(small.trim_end().ends_with("call();})();"), "{small}");
}
