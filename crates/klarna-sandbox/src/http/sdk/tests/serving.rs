//! The script and the pages.

use axum::http::{StatusCode, header};
use serde_json::json;

use super::Sandbox;

#[tokio::test]
async fn the_script_is_for_every_origin_and_is_never_kept() {
    let answer = Sandbox::new().get("/kp/lib/v1/api.js").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(answer.text().contains("klarnaAsyncCallback"));
}

#[tokio::test]
async fn the_second_script_is_for_every_origin_and_no_fault_of_the_first_spoils_it() {
    let sandbox = Sandbox::new();
    sandbox.fault(json!({"kind": "script-missing"})).await;
    let answer = sandbox.get("/apf/latest/library/main.js").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(answer.text().contains("attachShadow"));
}

#[tokio::test]
async fn each_script_fault_spoils_the_script_in_its_way() {
    let sandbox = Sandbox::new();
    let whole = sandbox.get("/kp/lib/v1/api.js").await.body.len();

    sandbox
        .fault(json!({"kind": "script-missing", "times": 1}))
        .await;
    let missing = sandbox.get("/kp/lib/v1/api.js").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);

    sandbox
        .fault(json!({"kind": "script-without-global", "times": 1}))
        .await;
    let empty = sandbox.get("/kp/lib/v1/api.js").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(!empty.text().contains("window"));

    sandbox
        .fault(json!({"kind": "script-cut", "times": 1}))
        .await;
    assert!(sandbox.get("/kp/lib/v1/api.js").await.body.len() < whole);

    assert_eq!(sandbox.get("/kp/lib/v1/api.js").await.body.len(), whole);
}

#[tokio::test]
async fn a_slow_script_comes_late_and_whole() {
    let sandbox = Sandbox::new();
    sandbox
        .fault(json!({"kind": "script-slow", "delay_ms": 50}))
        .await;
    let asked = std::time::Instant::now();
    let answer = sandbox.get("/kp/lib/v1/api.js").await;
    assert!(asked.elapsed().as_millis() >= 50);
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn the_pages_run_their_own_files_only() {
    let sandbox = Sandbox::new();
    for path in ["/kp/widget", "/kp/window", "/kp/review"] {
        let page = sandbox.get(path).await;
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str();
        assert!(
            policy.is_ok_and(|policy| policy.starts_with("default-src 'none'; script-src 'self'"))
        );
        for inline in ["<style", " style=", " onclick=", "<script>"] {
            assert!(!page.text().contains(inline), "{path}: {inline}");
        }
        // Every file that the page names is there.
        for part in page
            .text()
            .split('"')
            .filter(|part| part.starts_with("/kp/"))
        {
            assert_eq!(sandbox.get(part).await.status, StatusCode::OK, "{part}");
        }
    }
}
