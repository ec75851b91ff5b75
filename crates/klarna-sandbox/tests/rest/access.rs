//! Pages that may use the sandbox, and pages that may not.

use axum::http::HeaderMap;
use klarna_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, URL, purchase};

const SHOP: &str = "http://shop.test:8080";
const EVIL: &str = "http://evil.example";

/// Every control call.
const CONTROL: [(&str, &str); 11] = [
    ("GET", "/sandbox/faults"),
    ("POST", "/sandbox/faults"),
    ("DELETE", "/sandbox/faults"),
    ("DELETE", "/sandbox/faults/1"),
    ("GET", "/sandbox/fault-kinds"),
    ("GET", "/sandbox/log"),
    ("GET", "/sandbox/clock"),
    ("POST", "/sandbox/clock"),
    ("POST", "/sandbox/tokens/x"),
    ("POST", "/sandbox/reset"),
    ("GET", "/sandbox/state"),
];

async fn asked(desk: &Desk, (method, path): (&str, &str), headers: &[(&str, &str)]) -> Answer {
    let body = if path == "/sandbox/faults" && method == "POST" {
        r#"{"kind": "rest-500"}"#
    } else {
        r#"{"advance_seconds": 5}"#
    };
    desk.raw_with(method, path, None, headers, body.to_owned())
        .await
}

fn desk_for_the_shop() -> Desk {
    Desk::with_config(SandboxConfig {
        allowed_origins: vec![SHOP.parse().expect("an origin")],
        ..SandboxConfig::default()
    })
}

fn has_cors(headers: &HeaderMap) -> bool {
    headers
        .keys()
        .any(|name| name.as_str().starts_with("access-control-"))
}

#[tokio::test]
async fn a_page_elsewhere_makes_no_control_call() {
    for headers in [
        &[("origin", EVIL)][..],
        &[("origin", EVIL), ("sec-fetch-site", "cross-site")],
        &[("origin", SHOP)],
        &[("origin", "null")],
        &[("origin", "http://sandbox.test:8080")],
        &[("origin", "https://sandbox.test")],
        &[("origin", "http://sandbox.test.evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        let desk = Desk::new();
        let session = desk.session(purchase()).await;
        desk.fault(json!({ "kind": "load-never" })).await.ok();
        for call in CONTROL {
            let refused = asked(&desk, call, headers).await;
            assert_eq!(refused.status, 403, "{call:?} {headers:?}");
            assert!(refused.body["error"].is_string(), "{:?}", refused.body);
            assert!(!has_cors(&refused.headers), "{:?}", refused.headers);
        }
        // Nothing was done.
        assert_eq!(desk.state.faults().len(), 1);
        assert_eq!(desk.state.clock().offset_seconds(), 0);
        assert!(desk.state.session(&session).is_some());
    }
}

#[tokio::test]
async fn a_page_elsewhere_is_refused_before_it_asks() {
    let desk = desk_for_the_shop();
    let headers = [
        ("origin", EVIL),
        ("access-control-request-method", "DELETE"),
    ];
    let refused = asked(&desk, ("OPTIONS", "/sandbox/faults"), &headers).await;
    assert_eq!(refused.status, 403);
    assert!(!has_cors(&refused.headers));
}

#[tokio::test]
async fn programs_and_the_sandboxs_own_pages_make_control_calls() {
    for headers in [
        &[][..],
        &[("origin", URL)],
        &[("origin", URL), ("sec-fetch-site", "same-origin")],
        &[("origin", "http://localhost:1"), ("host", "localhost:1")],
        &[("origin", "http://[::1]:1"), ("host", "[::1]:1")],
        &[("sec-fetch-site", "same-origin")],
        // An address that was typed.
        &[("sec-fetch-site", "none")],
    ] {
        let desk = Desk::new();
        for call in CONTROL {
            let answer = asked(&desk, call, headers).await;
            assert!(
                ![403, 421].contains(&answer.status.as_u16()),
                "{call:?} {headers:?}"
            );
        }
        assert_eq!(
            asked(&desk, ("GET", "/sandbox/state"), headers).await.ok()["orders"],
            json!([])
        );
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_makes_control_calls_and_reads_the_answers() {
    let desk = desk_for_the_shop();
    let headers = [("origin", SHOP), ("sec-fetch-site", "cross-site")];
    let answer = asked(&desk, ("POST", "/sandbox/faults"), &headers).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.headers["access-control-allow-origin"], SHOP);
    assert_eq!(desk.state.faults().len(), 1);

    let preflight = [
        ("origin", SHOP),
        ("access-control-request-method", "DELETE"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = asked(&desk, ("OPTIONS", "/sandbox/faults"), &preflight).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["access-control-allow-origin"], SHOP);
    assert_eq!(answer.headers["access-control-allow-methods"], "*");

    // No other page reads them.
    let answer = asked(&desk, ("GET", "/sandbox/log"), &[("origin", URL)]).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn the_sdk_is_for_every_page() {
    let desk = Desk::new();
    let headers = [("origin", EVIL), ("sec-fetch-site", "cross-site")];
    for (method, path) in [
        ("GET", "/kp/lib/v1/api.js"),
        ("POST", "/kp/sdk/calls"),
        ("POST", "/kp/sdk/answers"),
        ("POST", "/kp/sdk/outcomes"),
        ("POST", "/kp/window/answers"),
    ] {
        let answer = asked(&desk, (method, path), &headers).await;
        assert!(
            ![403, 421].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
    }
    // Scripts and frames are not read by the page that names them.
    let headers = [("sec-fetch-site", "cross-site")];
    for path in [
        "/kp/lib/v1/api.js",
        "/kp/widget",
        "/kp/window",
        "/badges/standard.svg",
        "/sandbox/bench/api.js",
    ] {
        let answer = asked(&desk, ("GET", path), &headers).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[tokio::test]
async fn merchants_servers_are_no_pages() {
    let desk = Desk::new();
    let answer = desk
        .call("GET", "/payments/v1/sessions/x", Value::Null)
        .await;
    assert!(!has_cors(&answer.headers));
}

/// A page whose host name was pointed at this machine is of the sandbox's own origin.
#[tokio::test]
async fn nothing_is_answered_under_a_foreign_host_name() {
    let desk = Desk::new();
    for host in [
        "evil.example",
        "evil.example:3001",
        "127.0.0.1.evil.example",
    ] {
        let origin = format!("http://{host}");
        let headers = [("host", host), ("origin", &origin)];
        for call in [
            ("GET", "/"),
            ("GET", "/nowhere"),
            ("GET", "/kp/lib/v1/api.js"),
            ("GET", "/sandbox/state"),
            ("POST", "/sandbox/reset"),
            ("POST", "/payments/v1/sessions"),
        ] {
            let refused = asked(&desk, call, &headers).await;
            assert_eq!(refused.status, 421, "{call:?}");
            assert!(refused.body["error"].is_string());
            assert!(!has_cors(&refused.headers));
        }
    }
    for host in ["127.0.0.1:3001", "localhost", "[::1]:3001", "sandbox.test"] {
        let answer = asked(&desk, ("GET", "/sandbox/log"), &[("host", host)]).await;
        assert_eq!(answer.status, 200, "{host}");
    }
    let named = Desk::with_config(SandboxConfig {
        allowed_hosts: vec!["klarna".to_owned()],
        ..SandboxConfig::default()
    });
    let answer = asked(&named, ("GET", "/sandbox/log"), &[("host", "klarna:3001")]).await;
    assert_eq!(answer.status, 200);
}
