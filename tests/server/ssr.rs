//! The component on a server: the same elements, and nothing of a browser.

#![cfg(all(not(target_arch = "wasm32"), feature = "ssr"))]
#![allow(missing_docs, reason = "tests")]

use checkout_contract::{ClientToken, Currency, MinorUnits};
use leptos::prelude::*;
use leptos_klarna::{
    Intent, KlarnaCheckout, KlarnaEarlyStart, Money, PaymentMethodCategory, Session,
};

fn html(locale: &'static str) -> (Owner, String) {
    let owner = Owner::new();
    let html = owner.with(|| view! { <KlarnaCheckout cart="c-1" locale=locale/> }.to_html());
    (owner, html)
}

#[test]
fn renders_the_elements_idle_and_empty() {
    let (_owner, html) = html("en-GB");
    assert!(html.contains(r#"data-state="idle""#), "{html}");
    assert!(
        html.contains(r#"<div class="klarna-checkout__widget"></div>"#),
        "{html}"
    );
    for (class, role) in [("status", "status"), ("problem", "alert")] {
        let live = format!(r#"role="{role}" tabindex="-1" class="klarna-checkout__{class}"></"#);
        assert!(html.contains(&live), "{live} is not in {html}");
    }
    for shown in ["<script", "data-session", "data-reason"] {
        assert!(!html.contains(shown), "{html}");
    }
    assert!(!html.contains("style="), "{html}");
}

fn session() -> Session {
    Session {
        id: "s-1".to_owned(),
        client_token: ClientToken::new("token-1"),
        payment_method_categories: vec![PaymentMethodCategory {
            identifier: "klarna".to_owned(),
            name: r#""><script>alert(1)</script>"#.to_owned(),
            asset_urls: None,
        }],
        intent: Intent::Buy,
        cart_version: 3,
        amount: Money {
            minor_units: MinorUnits(9500),
            currency: Currency::Gbp,
        },
        subscriptions: Vec::new(),
        expires_at: "2026-03-01T12:00:00Z".to_owned(),
    }
}

#[test]
fn a_session_goes_into_the_html_and_cannot_end_its_attribute() {
    let owner = Owner::new();
    let given = session();
    let html = owner
        .with(|| view! { <KlarnaCheckout cart="c-1" locale="en-GB" session=given/> }.to_html());
    let (_, rest) = html.split_once(r#"data-session=""#).unwrap();
    let (json, rest) = rest.split_once('"').unwrap();
    let json = json.replace("&quot;", "\"").replace("&lt;", "<");
    let json = json.replace("&gt;", ">").replace("&amp;", "&");
    assert_eq!(serde_json::from_str::<Session>(&json).unwrap(), session());
    assert!(!rest.contains("<script"), "{rest}");
}

#[test]
fn the_early_start_is_a_module_with_the_values_of_its_checkout() {
    let owner = Owner::new();
    let html = owner.with(|| {
        view! {
            <KlarnaEarlyStart cart="</script>" locale="sv-SE" nonce="n-1" auto_finalize=false/>
        }
        .to_html()
    });
    let (tag, source) = html.split_once('>').unwrap();
    for attribute in [r#"type="module""#, "async", r#"nonce="n-1""#] {
        assert!(tag.contains(attribute), "{attribute} is not in {tag}");
    }
    for code in [
        "export function start(",
        r#""cart":"\u003c/script>","locale":"sv-SE","base":"/klarna""#,
        r#""autoFinalize":false"#,
    ] {
        assert!(source.contains(code), "{code} is not in {source}");
    }
    // Its comments are for readers of the source.
    assert!(!source.contains("@param"), "{source}");
    assert_eq!(source.matches("</script>").count(), 1, "{source}");
}

#[test]
fn pay_is_off_and_speaks_the_pages_language() {
    let (_owner, html) = html("de-AT");
    let (_, pay) = html.rsplit_once("<button").unwrap();
    for part in [
        "klarna-checkout__pay",
        "disabled",
        ">Zahlungspflichtig bestellen<",
    ] {
        assert!(pay.contains(part), "{part} is not in {pay}");
    }
}

/// A server moves a page from thread to thread: whatever the component holds must stand that.
#[test]
fn the_page_can_end_on_another_thread() {
    let (owner, _) = html("en-GB");
    std::thread::spawn(move || drop(owner)).join().unwrap();
}
