//! The seam to Klarna's SDK, in a real browser: what goes out, and what is made of what comes back.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod around;
mod stage;
mod whole_sdk;

use klarna_payments::Address;
use leptos::prelude::*;
use stage::{Stage, answer, js, look, reset, run, script_url, sdk, set, until};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const APPROVED: &str =
    r#"{"approved":true,"show_form":true,"authorization_token":"at-1","finalize_required":false}"#;

fn calls(name: &str) -> String {
    look(&format!(
        "world.calls.filter(c => c.name === '{name}').length"
    ))
}

fn orders() -> String {
    look("world.fetches.filter(f => f.path.endsWith('/authorization')).length")
}

#[wasm_bindgen_test]
async fn load_gets_the_element_the_category_and_no_personal_data() {
    let _stage = Stage::ready().await;
    assert_eq!(look("world.calls.map(c => c.name)"), r#"["init","load"]"#);
    assert_eq!(
        look("world.calls[0].options"),
        r#"{"client_token":"token-1"}"#
    );
    assert_eq!(
        look("Object.keys(world.calls[1].options).sort()"),
        r#"["container","payment_method_category"]"#
    );
    let container = "world.calls[1].options.container";
    assert_eq!(look(&format!("{container} instanceof HTMLElement")), "true");
    assert_eq!(look(&format!("{container}.isConnected")), "true");
    assert_eq!(look("world.calls[1].data"), "{}");
}

#[wasm_bindgen_test]
async fn authorize_is_called_in_the_click_with_plain_objects_and_the_latest_address() {
    let stage = Stage::ready().await;
    for email in ["old@example.org", "latest@example.org"] {
        stage.data.update(|data| {
            data.billing_address = Some(Address {
                email: Some(email.to_owned()),
                ..Address::default()
            });
        });
    }
    stage.pay();
    // Already there, in the same task as the click.
    assert_eq!(calls("authorize"), "1");
    let call = "world.calls.at(-1)";
    assert_eq!(look(&format!("{call}.inClick")), "true");
    assert_eq!(
        look(&format!("{call}.options")),
        r#"{"payment_method_category":"klarna"}"#
    );
    // The keys the SDK would take for its first argument are not in the second; no Map, nothing
    // that is undefined.
    assert_eq!(
        look(&format!("{call}.data")),
        r#"{"billing_address":{"email":"latest@example.org"}}"#
    );
    let plain = format!("Object.getPrototypeOf({call}.data.billing_address) === Object.prototype");
    assert_eq!(look(&plain), "true");
}

#[wasm_bindgen_test]
async fn an_approval_is_sent_once_with_its_cart_version_and_a_key() {
    let stage = Stage::ready().await;
    set("answers.authorize", js(APPROVED));
    set("twice", JsValue::TRUE);
    stage.pay();
    stage.state("placed").await;
    assert_eq!(orders(), "1");
    let order = "world.fetches.find(f => f.path.endsWith('/authorization'))";
    assert_eq!(
        look(&format!("{order}.path")),
        r#""/klarna/sessions/s-1/authorization""#
    );
    assert_eq!(
        look(&format!("JSON.parse({order}.body)")),
        r#"{"authorization_token":"at-1","cart_version":1}"#
    );
    assert_eq!(
        look(&format!("/^[0-9a-f]{{32}}$/.test({order}.key)")),
        "true"
    );
    assert_eq!(stage.told("Placed"), 1);
}

#[wasm_bindgen_test]
async fn a_callback_followed_by_a_throw_is_a_fault_and_not_a_decline() {
    let stage = Stage::ready().await;
    set("throws.authorize", JsValue::TRUE);
    stage.pay();
    stage.state("failed").await;
    assert_eq!(stage.reason().as_deref(), Some("sdk-error"));
    assert_eq!((stage.told("Declined"), stage.told("Failed")), (0, 1));
}

#[wasm_bindgen_test]
async fn a_load_that_calls_back_and_throws_is_a_fault_and_not_a_refusal() {
    reset();
    sdk();
    set("answers.load", js(r#"{"show_form":false}"#));
    set("throws.load", JsValue::TRUE);
    let stage = Stage::mount("https://missing.invalid/api.js");
    stage.state("failed").await;
    assert_eq!((stage.told("NotOffered"), stage.told("Failed")), (0, 1));
}

#[wasm_bindgen_test]
async fn while_an_authorization_runs_no_second_one_reaches_the_sdk() {
    let stage = Stage::ready().await;
    for _ in 0..20 {
        stage.pay();
    }
    assert_eq!(calls("authorize"), "1");
    answer("authorize", js(APPROVED));
    for _ in 0..20 {
        stage.pay();
    }
    stage.state("placed").await;
    assert_eq!((calls("authorize"), orders()), ("1".into(), "1".into()));
}

#[wasm_bindgen_test]
async fn an_answer_that_comes_twice_counts_once() {
    let stage = Stage::ready().await;
    stage.pay();
    answer("authorize", js(r#"{"approved":false,"show_form":true}"#));
    until("the shopper to be back", || stage.told("Cancelled") == 1).await;
    answer("authorize", js(APPROVED));
    stage.pay();
    assert_eq!(calls("authorize"), "2");
    assert_eq!(orders(), "0");
    assert_eq!(stage.told("Cancelled"), 1);
}

#[wasm_bindgen_test]
async fn an_approval_that_comes_after_the_unmount_still_reaches_the_server() {
    let mut stage = Stage::ready().await;
    stage.pay();
    let told = stage.events.with_value(Vec::len);
    stage.unmount();
    answer("authorize", js(APPROVED));
    until("the order", || orders() == "1").await;
    assert_eq!(stage.events.with_value(Vec::len), told);
}

#[wasm_bindgen_test]
async fn answers_nobody_knows_are_no_approvals() {
    for strange in [
        r#"{"approved":true,"show_form":true}"#,
        r#"{"approved":"true","authorization_token":"at"}"#,
        r#"{"approved":1,"authorization_token":"at"}"#,
        r#"{"approved":true,"authorization_token":{}}"#,
        "{}",
        r#""approved""#,
        "null",
    ] {
        let stage = Stage::ready().await;
        stage.pay();
        answer("authorize", js(strange));
        stage.state("failed").await;
        assert_eq!(orders(), "0", "{strange}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_token_is_renewed_once_and_then_shown() {
    reset();
    sdk();
    set("throws.init", JsValue::TRUE);
    let stage = Stage::mount("https://missing.invalid/api.js");
    stage.state("failed").await;
    assert_eq!((calls("init"), calls("load")), ("2".into(), "0".into()));
}

#[wasm_bindgen_test]
async fn fifty_mounts_leave_one_script_and_do_not_grow() {
    reset();
    let script = script_url(true);
    let mut grown = Vec::new();
    for round in 0..50 {
        let mut stage = Stage::mount(&script);
        stage.state("ready").await;
        stage.unmount();
        if round >= 10 {
            grown.push(memory());
        }
    }
    let tags = format!("[...document.scripts].filter(s => s.src === '{script}').length");
    assert_eq!(look(&tags), "1");
    assert_eq!((calls("init"), calls("load")), ("50".into(), "50".into()));
    assert_eq!(
        look("document.querySelectorAll('.klarna-checkout').length"),
        "0"
    );
    assert_eq!(grown.first(), grown.last(), "wasm memory grew: {grown:?}");
}

/// The size of the module's memory, in bytes.
fn memory() -> u32 {
    use wasm_bindgen::JsCast;
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    buffer.byte_length()
}

#[wasm_bindgen_test]
async fn two_checkouts_mounted_at_once_share_one_script() {
    reset();
    let script = script_url(true);
    let (first, second) = (Stage::mount(&script), Stage::mount(&script));
    first.state("ready").await;
    second.state("ready").await;
    let tags = format!("[...document.scripts].filter(s => s.src === '{script}').length");
    assert_eq!(look(&tags), "1");
}

/// Started anew by another checkout, the SDK forgets a load that it has not answered: the first
/// checkout once stayed at "loading" for good.
#[wasm_bindgen_test]
async fn a_checkouts_load_waits_until_another_ones_is_answered() {
    reset();
    sdk();
    set("answers.load", JsValue::UNDEFINED);
    let first = Stage::of_cart("1", "https://missing.invalid/api.js");
    until("the first load", || calls("load") == "1").await;
    let second = Stage::of_cart("2", "https://missing.invalid/api.js");
    until("both sessions", || look("world.fetches.length") == "2").await;
    answer("load", js(r#"{"show_form":true}"#));
    first.state("ready").await;
    until("the second load", || calls("load") == "2").await;
    assert_eq!(
        look("world.calls.map(c => c.options.client_token ?? c.name)"),
        r#"["token-1","load","token-2","load"]"#
    );
    answer("load", js(r#"{"show_form":true}"#));
    second.state("ready").await;
}

/// Whoever pays: the last token that the SDK was started with is theirs, and their order carries
/// their session. Once, paying with the second of two checkouts charged the session of the first.
#[wasm_bindgen_test]
async fn two_checkouts_never_pay_for_each_other() {
    for seed in 1..=6_u32 {
        reset();
        sdk();
        set(
            "answers.authorize",
            js(r#"{"approved":false,"show_form":true}"#),
        );
        let carts = ["1", "2"];
        let stages = carts.map(|cart| Stage::of_cart(cart, "https://missing.invalid/api.js"));
        for stage in &stages {
            stage.state("ready").await;
        }
        let mut random = seed;
        for _ in 0..12 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let stage = &stages[usize::from(random & 0x1_0000 != 0)];
            stage.pay();
            let settled = stage.settled();
            until("the click to be dealt with", move || settled() == "ready").await;
        }
        // Every authorize with the token of the init before it, and the widget it was for.
        let pairs = look(
            "world.calls.reduce((seen, call) => { \
               if (call.name === 'init') seen.token = call.options.client_token; \
               if (call.name === 'load') seen.owner[call.options.instance_id ?? ''] = seen.token; \
               if (call.name === 'authorize') seen.right.push(seen.owner[call.options.instance_id ?? ''] === seen.token); \
               return seen; }, { owner: {}, right: [] }).right",
        );
        assert!(
            pairs.contains("true") && !pairs.contains("false"),
            "seed {seed}: {pairs}"
        );
        let names = look(
            "new Set(world.calls.filter(c => c.name === 'load').map(c => c.options.instance_id)).size",
        );
        assert_eq!(
            names, "2",
            "two widgets of one name take each other's place"
        );

        set("answers.authorize", js(APPROVED));
        for (stage, cart) in stages.iter().zip(carts) {
            while stage.shown() != "placed" {
                stage.pay();
                let settled = stage.settled();
                until("the order", move || settled() != "authorizing").await;
            }
            let paths = look("world.fetches.filter(f => f.key).map(f => f.path).at(-1)");
            assert_eq!(
                paths,
                format!("\"/klarna/sessions/s-{cart}/authorization\"")
            );
        }
        assert_eq!(orders(), "2");
    }
}

#[wasm_bindgen_test]
async fn somebody_elses_ready_callback_is_kept() {
    reset();
    run("globalThis.klarnaAsyncCallback = () => { world.theirs = (world.theirs ?? 0) + 1; }");
    let stage = Stage::mount(&script_url(true));
    stage.state("ready").await;
    assert_eq!(look("world.theirs"), "1");
}

#[wasm_bindgen_test]
async fn a_script_that_cannot_be_had_fails_and_a_retry_asks_anew() {
    reset();
    let missing = "http://127.0.0.1:9/missing/api.js";
    let stage = Stage::mount(missing);
    stage.state("failed").await;
    assert_eq!(stage.reason().as_deref(), Some("script-blocked"));
    assert!(stage.find("__pay").has_attribute("disabled"));
    assert!(!stage.find("__problem").text_content().unwrap().is_empty());
    assert_eq!(
        look(&format!(
            "document.querySelectorAll(\"script[src^='{missing}']\").length"
        )),
        "0"
    );
    sdk();
    stage::click(&stage.find("__retry"));
    stage.state("ready").await;
}

#[wasm_bindgen_test]
async fn a_script_without_its_global_is_named() {
    reset();
    let stage = Stage::mount(&script_url(false));
    stage.state("failed").await;
    assert_eq!(stage.reason().as_deref(), Some("sdk-missing"));
}

#[wasm_bindgen_test]
async fn a_foreign_tag_that_is_on_its_way_is_used() {
    reset();
    let script = script_url(true);
    run(&format!(
        "const tag = document.createElement('script'); tag.dataset.test = ''; tag.src = '{script}'; document.head.append(tag)"
    ));
    let stage = Stage::mount(&script);
    stage.state("ready").await;
    let tags = format!("[...document.scripts].filter(s => s.src === '{script}').length");
    assert_eq!(look(&tags), "1");
}

#[wasm_bindgen_test]
async fn cart_changes_make_one_refresh_and_one_load() {
    let stage = Stage::ready().await;
    set("session.version", 5.into());
    for version in 2..=5 {
        stage.version.set(Some(version));
    }
    stage.state("loading").await;
    stage.state("ready").await;
    assert_eq!(
        look("world.fetches.filter(f => f.path.endsWith('/refresh')).length"),
        "1"
    );
    assert_eq!(calls("load"), "2");
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_repeated_under_the_same_key() {
    let stage = Stage::ready().await;
    stage.pay();
    set("offline", JsValue::TRUE);
    answer("authorize", js(APPROVED));
    stage.state("checking").await;
    assert!(stage.find("__pay").has_attribute("disabled"));
    set("offline", JsValue::FALSE);
    stage.state("placed").await;
    let keys = "new Set(world.fetches.filter(f => f.key).map(f => f.key)).size";
    assert_eq!((look(keys), orders()), ("1".into(), "2".into()));
}
