//! The rest of the SDK: several pages, several ways to pay, events, the express button, fields.

use klarna_payments::Address;
use leptos::prelude::*;
use leptos_klarna::Buyer;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::stage::{Setup, Stage, answer, click, js, look, reset, run, sdk, set, until};
use crate::{APPROVED, calls, orders};

const SCRIPT: &str = "https://missing.invalid/api.js";
const FINALIZE: &str = r#"{"approved":true,"show_form":true,"finalize_required":true}"#;
const SEVERAL_PAGES: Setup = Setup {
    cart: "several-pages",
    auto_finalize: false,
    early_data: false,
};

fn last(name: &str, what: &str) -> String {
    look(&format!(
        "world.calls.findLast(c => c.name === '{name}').{what}"
    ))
}

async fn ready(setup: Setup) -> Stage {
    let stage = Stage::with(SCRIPT, setup);
    stage.state("ready").await;
    stage
}

async fn authorized(result: &str) -> Stage {
    run("sessionStorage.clear()");
    reset();
    sdk();
    let stage = ready(SEVERAL_PAGES).await;
    stage.pay();
    answer("authorize", js(result));
    stage.state("awaiting-finalize").await;
    stage
}

#[wasm_bindgen_test]
async fn false_really_reaches_the_sdk_and_the_order_waits_for_finalize() {
    let stage = authorized(FINALIZE).await;
    assert_eq!(last("authorize", "options.auto_finalize"), "false");
    assert_eq!(
        look("JSON.parse(world.fetches[0].body)"),
        r#"{"cart":"several-pages","locale":"en-GB","auto_finalize":false}"#
    );
    assert_eq!((orders(), stage.told("Authorized")), ("0".into(), 1));
    stage.pay();
    assert_eq!(last("finalize", "inClick"), "true");
    assert_eq!(
        last("finalize", "options"),
        r#"{"payment_method_category":"klarna"}"#
    );
    answer("finalize", js(APPROVED));
    stage.state("placed").await;
    assert_eq!(orders(), "1");
}

#[wasm_bindgen_test]
async fn a_fresh_page_starts_the_sdk_anew_and_finalizes_without_a_widget() {
    let mut first = authorized(FINALIZE).await;
    first.unmount();
    // As a page does that has been loaded anew: nothing but the storage is left.
    reset();
    sdk();
    run("globalThis[Symbol.for('klarna-checkout')].current = undefined");
    let stage = Stage::with(SCRIPT, SEVERAL_PAGES);
    stage.state("awaiting-finalize").await;
    assert_eq!(calls("load"), "0");
    stage.pay();
    assert_eq!(
        look("world.calls.map(c => c.name)"),
        r#"["init","finalize"]"#
    );
    answer("finalize", js(APPROVED));
    stage.state("placed").await;
    assert_eq!(look("sessionStorage.length"), "0");
}

#[wasm_bindgen_test]
async fn a_cart_that_changed_on_the_last_page_is_reauthorized() {
    let stage = authorized(APPROVED).await;
    set("session.version", 2.into());
    stage.version.set(Some(2));
    stage.state("loading").await;
    stage.state("awaiting-finalize").await;
    stage.pay();
    assert_eq!(
        (calls("finalize"), calls("reauthorize")),
        ("0".into(), "1".into())
    );
    let again = APPROVED.replace("at-1", "at-2");
    answer("reauthorize", js(&again));
    stage.state("placed").await;
    let body = look("JSON.parse(world.fetches.find(f => f.key).body)");
    assert_eq!(body, r#"{"authorization_token":"at-2","cart_version":2}"#);
}

#[wasm_bindgen_test]
async fn in_the_us_what_was_agreed_to_is_shown() {
    run("sessionStorage.clear()");
    reset();
    sdk();
    set("session.currency", "USD".into());
    let stage = ready(SEVERAL_PAGES).await;
    stage.pay();
    answer("authorize", js(FINALIZE));
    stage.state("awaiting-finalize").await;
    assert_eq!(
        last("loadPaymentReview", "options.container.className"),
        r#""klarna-checkout__review""#
    );
    let stage = authorized(FINALIZE).await;
    assert_eq!(calls("loadPaymentReview"), "0");
    drop(stage);
    run("sessionStorage.clear()");
}

#[wasm_bindgen_test]
async fn each_of_several_ways_to_pay_has_a_radio_a_container_and_a_name() {
    reset();
    sdk();
    set("session.categories", js(r#"["pay_later","pay_now"]"#));
    let stage = ready(Setup {
        cart: "two",
        ..Setup::default()
    })
    .await;
    let names =
        look("[...document.querySelectorAll('.klarna-checkout__method')].map(l => l.textContent)");
    assert_eq!(names, r#"["Pay with pay_later","Pay with pay_now"]"#);
    assert_eq!(
        last("load", "options.payment_method_category"),
        r#""pay_later""#
    );
    let radio = stage.find("__method:nth-of-type(2) input");
    click(&radio);
    until("the second widget", || stage.told("Ready") == 2).await;
    assert_eq!(
        last("load", "options.payment_method_category"),
        r#""pay_now""#
    );
    assert_eq!(
        last("load", "options.container.dataset.category"),
        r#""pay_now""#
    );
    let shown = "[...document.querySelectorAll('.klarna-checkout__category')].map(e => e.hidden)";
    assert_eq!(look(shown), "[true,false]");
    stage.pay();
    assert_eq!(
        last("authorize", "options.payment_method_category"),
        r#""pay_now""#
    );
}

/// The SDK keeps its iframe where it put it. What belongs to another choice must not stay in sight, and
/// must be seen again when it is its turn.
#[wasm_bindgen_test]
async fn one_way_to_pay_after_several_and_back_shows_its_own_widget_only() {
    let stage = Stage::ready().await;
    run(
        "document.querySelector('.klarna-checkout__widget').append(document.createElement('iframe'))",
    );
    let hidden =
        "[...document.querySelector('.klarna-checkout__widget').children].map(e => e.hidden)";
    for (version, categories, expected) in [
        (2_u8, r#"["pay_later","pay_now"]"#, "[true,false]"),
        (3, r#"["klarna"]"#, "[false,true]"),
        (4, r#"["pay_later","pay_now"]"#, "[true,false]"),
    ] {
        set("session.categories", js(categories));
        set("session.version", version.into());
        stage.version.set(Some(u64::from(version)));
        until("the widget", || stage.told("Ready") == usize::from(version)).await;
        assert_eq!(look(hidden), expected, "{categories}");
    }
}

#[wasm_bindgen_test]
async fn grouped_categories_go_as_texts_with_a_name_for_their_widget() {
    reset();
    sdk();
    set("session.categories", js(r#"["pay_later","pay_now"]"#));
    let stage = Stage::grouped("invoice");
    stage.state("ready").await;
    assert_eq!(
        last("load", "options.payment_method_categories"),
        r#"["pay_later","pay_now"]"#
    );
    assert_eq!(
        last("load", "options.preferred_payment_method"),
        r#""invoice""#
    );
    let name = last("load", "options.instance_id");
    assert!(name.len() > 2, "{name}");
    stage.pay();
    assert_eq!(last("authorize", "options.instance_id"), name);
}

#[wasm_bindgen_test]
async fn klarna_knows_of_the_shopper_early_only_where_the_page_says_so() {
    for early_data in [false, true] {
        reset();
        sdk();
        let setup = Setup {
            cart: "early",
            early_data,
            ..Setup::default()
        };
        let stage = Stage::with(SCRIPT, setup);
        stage.data.update(|data| {
            data.billing_address = Some(Address {
                email: Some("customer@email.uk".to_owned()),
                ..Address::default()
            });
        });
        stage.state("ready").await;
        let sent =
            look("world.calls.filter(c => c.name === 'load').some(c => c.data.billing_address)");
        assert_eq!(sent, early_data.to_string());
    }
}

#[wasm_bindgen_test]
async fn the_sdks_events_reach_the_page_and_only_our_handlers_are_taken_off() {
    reset();
    sdk();
    run("Klarna.Payments.on('heightChanged', () => {})");
    let mut stage = ready(Setup::default()).await;
    assert_eq!(look("world.handlers.length"), "4");
    let emit = "for (const [name, f] of [...world.handlers]) f(name === 'heightChanged' ? 230 : undefined)";
    run(emit);
    for event in ["HeightChanged", "OverlayShown", "OverlayHidden"] {
        assert_eq!(stage.told(event), 1, "{event}");
    }
    stage.unmount();
    assert_eq!(
        look("world.handlers.map(h => h[0])"),
        r#"["heightChanged"]"#
    );
    run(emit);
    assert_eq!(stage.told("HeightChanged"), 1);
}

#[wasm_bindgen_test]
async fn the_express_button_asks_klarna_in_its_click_and_the_order_is_placed() {
    reset();
    sdk();
    let stage = Stage::express();
    stage.state("ready").await;
    assert_eq!(
        last("Buttons.init", "options"),
        r#"{"client_token":"token-1"}"#
    );
    assert_eq!(last("Buttons.load", "options.theme"), r#""dark""#);
    assert_eq!(last("Buttons.load", "options.locale"), r#""en-GB""#);
    let button = document()
        .query_selector(".klarna-express .theirs")
        .unwrap();
    let button: HtmlElement = button.expect("Klarna's button").unchecked_into();
    click(&button);
    click(&button);
    assert_eq!(calls("authorize"), "1");
    assert_eq!(last("authorize", "inClick"), "true");
    assert_eq!(
        last("authorize", "options"),
        r#"{"auto_finalize":true,"collect_shipping_address":false}"#
    );
    answer("authorize", js(APPROVED));
    stage.state("placed").await;
    assert_eq!((orders(), stage.told("Placed")), ("1".into(), 1));
}

#[wasm_bindgen_test]
async fn fields_that_klarna_objects_to_are_the_pages_own_inputs() {
    run("document.body.insertAdjacentHTML('beforeend', \
        '<div id=form><label>Your e-mail <input id=mail aria-describedby=hint data-klarna-field=\"billing_address.email\"></label>' + \
        '<label>City <input id=city data-klarna-field=\"billing_address.city\"></label></div>')");
    let stage = Stage::ready().await;
    stage.find("__pay").focus().unwrap();
    stage.pay();
    let refused = r#"{"approved":false,"show_form":true,"error":{"invalid_fields":["billing_address.email","billing_address.city","order_lines"]}}"#;
    answer("authorize", js(refused));
    until("the message", || {
        !stage.find("__problem").text_content().unwrap().is_empty()
    })
    .await;
    let message = stage.find("__problem");
    let text = message.text_content().unwrap();
    assert!(
        text.contains("Your e-mail") && text.contains("order lines"),
        "{text}"
    );
    let mail = "document.getElementById('mail')";
    assert_eq!(
        look(&format!("{mail}.getAttribute('aria-invalid')")),
        r#""true""#
    );
    assert_eq!(
        look(&format!("{mail}.getAttribute('aria-describedby')")),
        format!("\"hint {}\"", message.id())
    );
    until("the focus", || {
        look("document.activeElement.id") == r#""mail""#
    })
    .await;
    for id in ["mail", "city"] {
        run(&format!(
            "document.getElementById('{id}').dispatchEvent(new Event('input', {{ bubbles: true }}))"
        ));
        let marked = look(&format!(
            "document.getElementById('{id}').hasAttribute('aria-invalid')"
        ));
        assert_eq!(marked, "false", "{id}");
    }
    assert_eq!(
        look(&format!("{mail}.getAttribute('aria-describedby')")),
        r#""hint""#
    );
    until("the message to go", || {
        stage.find("__problem").text_content().unwrap().is_empty()
    })
    .await;
    assert_eq!(stage.told("InvalidFields"), 1);
    run("document.getElementById('form').remove()");
}

#[wasm_bindgen_test]
async fn a_company_without_a_name_is_told_before_klarna_is_asked() {
    let stage = Stage::ready().await;
    stage.data.update(|data| data.buyer = Buyer::Business);
    stage.pay();
    until("the objection", || stage.told("InvalidFields") == 1).await;
    assert_eq!(calls("authorize"), "0");
    stage.data.update(|data| {
        data.billing_address = Some(Address {
            organization_name: Some("Company".to_owned()),
            ..Address::default()
        });
    });
    stage.pay();
    assert_eq!(
        last("authorize", "data"),
        r#"{"billing_address":{"organization_name":"Company"},"customer":{"type":"organization"}}"#
    );
}

#[wasm_bindgen_test]
async fn a_subscription_says_what_is_charged_and_that_the_way_to_pay_is_stored() {
    reset();
    sdk();
    set("session.intent", "buy_and_tokenize".into());
    set(
        "session.subscriptions",
        js(
            r#"[{"name":"Coffee","amount":{"minor_units":9500,"currency":"SEK"},"interval":"MONTH","interval_count":1,"next_charge_on":"2026-04-01"}]"#,
        ),
    );
    let stage = ready(Setup {
        cart: "coffee",
        ..Setup::default()
    })
    .await;
    let terms = stage.find("__terms").text_content().unwrap();
    for said in [
        "Coffee",
        "95.00",
        "every month",
        "1 April 2026",
        "saves your way to pay",
    ] {
        assert!(terms.contains(said), "{said} in {terms}");
    }
    stage.pay();
    answer("authorize", js(APPROVED));
    stage.state("placed").await;
    // The scripted server stores nothing.
    assert_eq!(stage.reason().as_deref(), Some("not-stored"));
    assert_eq!(
        (stage.told("PlacedNotStored"), stage.told("Placed")),
        (1, 0)
    );
    assert!(!stage.find("__problem").text_content().unwrap().is_empty());
}
