//! What surrounds a checkout: a session that the page has, its policy, and what support asks for.

use std::{cell::RefCell, rc::Rc};

use klarna_payments::Address;
use leptos_klarna::{
    CheckoutController, CheckoutData, CheckoutEvent, CheckoutOptions, Failure, Host, Part, Session,
    Snapshot,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::stage::{Stage, answer, js, look, reset, run, sdk, set, until};
use crate::{APPROVED, calls, orders};

const SCRIPT: &str = "https://missing.invalid/api.js";

/// A host without a framework, as another project would write it.
struct Plain {
    widget: Element,
    events: RefCell<Vec<CheckoutEvent>>,
}

impl Plain {
    fn new() -> Rc<Self> {
        let document = web_sys::window().unwrap().document().unwrap();
        let widget = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&widget).unwrap();
        Rc::new(Self {
            widget,
            events: RefCell::default(),
        })
    }

    fn start(self: &Rc<Self>, options: CheckoutOptions) -> CheckoutController {
        CheckoutController::start(options, Rc::clone(self) as _, None)
    }

    fn state(&self) -> String {
        self.widget.get_attribute("data-state").unwrap_or_default()
    }
}

impl Host for Plain {
    fn cart(&self) -> String {
        "1".to_owned()
    }

    fn locale(&self) -> String {
        "en-GB".to_owned()
    }

    fn data(&self) -> CheckoutData {
        CheckoutData {
            billing_address: Some(Address {
                email: Some("customer@email.uk".to_owned()),
                street_address: Some("New Burlington St".to_owned()),
                ..Address::default()
            }),
            ..CheckoutData::default()
        }
    }

    fn is_cart_saving(&self) -> bool {
        false
    }

    fn validate(&self) -> bool {
        true
    }

    fn element(&self, part: Part) -> Option<Element> {
        (part == Part::Widget).then(|| self.widget.clone())
    }

    fn show(&self, snapshot: &Snapshot) {
        let state = snapshot.state.name();
        self.widget.set_attribute("data-state", state).unwrap();
    }

    fn has_listener(&self) -> bool {
        true
    }

    fn emit(&self, event: CheckoutEvent) {
        self.events.borrow_mut().push(event);
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        self.widget.remove();
    }
}

fn options() -> CheckoutOptions {
    let mut options = CheckoutOptions::default();
    SCRIPT.clone_into(&mut options.script);
    options
}

/// The scripted merchant's answer, as a page has it in its HTML.
const SESSION: &str = r#"{"id":"s-1","client_token":"token-in-html","payment_method_categories":
    [{"identifier":"klarna","name":"Klarna"}],"intent":"buy","cart_version":1,
    "amount":{"minor_units":9500,"currency":"SEK"},"expires_at":"2999-01-01T00:00:00Z"}"#;

#[wasm_bindgen_test]
async fn a_session_that_the_page_has_is_not_fetched_and_serves_once() {
    reset();
    sdk();
    let page = Plain::new();
    let mut options = options();
    let session: Session = serde_wasm_bindgen::from_value(js(SESSION)).unwrap();
    options.session = Some(session);
    let checkout = page.start(options);
    until("ready", || page.state() == "ready").await;
    assert_eq!(look("world.fetches.length"), "0");
    assert_eq!(
        look("world.calls[0].options.client_token"),
        r#""token-in-html""#
    );
    // Another locale needs another one.
    checkout.outdated(None);
    until("another session", || calls("init") == "2").await;
    assert_eq!(look("world.fetches.length"), "1");
    checkout.end();
}

#[wasm_bindgen_test]
async fn an_early_answer_that_cannot_be_read_is_asked_for_again() {
    reset();
    sdk();
    run(r#"globalThis[Symbol.for("klarna-checkout")].answers.push({
        url: "/klarna/sessions", body: JSON.stringify({ cart: "1", locale: "en-GB" }),
        answer: Promise.resolve(new Response('{"id":', { status: 201 })), isOwned: true })"#);
    let page = Plain::new();
    let mut options = options();
    options.limits.session_retries = vec![std::time::Duration::from_millis(1)];
    let checkout = page.start(options);
    until("ready", || page.state() == "ready").await;
    assert_eq!(look("world.fetches.length"), "1");
    checkout.end();
}

#[wasm_bindgen_test]
async fn support_gets_names_and_correlation_ids_and_nothing_of_the_shopper() {
    reset();
    sdk();
    set("correlation", JsValue::from_str("correlation-1"));
    let page = Plain::new();
    let checkout = page.start(options());
    until("ready", || page.state() == "ready").await;
    assert!(checkout.pay());
    answer("authorize", js(APPROVED));
    until("placed", || page.state() == "placed").await;
    let transitions = checkout.transitions();
    let names: Vec<_> = transitions.iter().map(|it| it.event).collect();
    assert_eq!(
        names,
        [
            "mounted",
            "sdk-answered",
            "session-answered",
            "widget-answered",
            "pay-pressed",
            "authorize-answered",
            "place-answered"
        ]
    );
    let id = |at: usize| transitions[at].correlation_id.as_deref();
    assert_eq!(
        (id(2), id(6)),
        (Some("correlation-1"), Some("correlation-1"))
    );
    let text = format!("{transitions:?}");
    for secret in ["token", "at-1", "customer@", "Burlington"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    checkout.end();
}

fn violation(directive: &str, blocked: &str) {
    violation_by("https://shop.example/shop.js", directive, blocked);
}

fn violation_by(source: &str, directive: &str, blocked: &str) {
    run(&format!(
        "document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', {{
            effectiveDirective: '{directive}', violatedDirective: '{directive}',
            blockedURI: '{blocked}', sourceFile: '{source}', documentURI: location.href, originalPolicy: '',
            disposition: 'enforce', statusCode: 200, bubbles: true
        }}))"
    ));
}

#[wasm_bindgen_test]
async fn what_the_policy_blocks_of_the_checkout_is_named_once_with_its_directive() {
    reset();
    sdk();
    let page = Plain::new();
    let checkout = page.start(options());
    for (directive, blocked) in [
        ("script-src-elem", "https://missing.invalid/api.js"),
        ("script-src-elem", "https://missing.invalid/other.js"),
        ("frame-src", "https://js.klarna.com/widget"),
        ("script-src", "wasm-eval"),
        // Nothing of the checkout's.
        ("img-src", "https://ads.example.org/pixel.gif"),
        ("img-src", "https://notklarna.example.com/pixel.gif"),
        ("style-src-attr", "inline"),
    ] {
        violation(directive, blocked);
    }
    violation_by(SCRIPT, "style-src-elem", "inline");
    let blocked: Vec<_> = page
        .events
        .borrow()
        .iter()
        .filter_map(|it| match it {
            CheckoutEvent::BlockedByPolicy { directive, blocked } => {
                Some(format!("{directive} {blocked}"))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        blocked,
        [
            "script-src https://missing.invalid",
            "frame-src https://js.klarna.com",
            "script-src 'wasm-unsafe-eval'",
            "style-src 'unsafe-inline'",
        ]
    );
    checkout.end();
    let before = page.events.borrow().len();
    violation("connect-src", "https://eu.klarnaevt.com/x");
    assert_eq!(page.events.borrow().len(), before);
}

const SECOND: &str = "https://x.klarnacdn.net/apf/latest/library/main.js";

#[wasm_bindgen_test]
async fn a_refusal_after_a_blocked_script_is_a_failure() {
    let failed = CheckoutEvent::Failed(Failure::ScriptBlocked);
    for refused in [true, false] {
        reset();
        sdk();
        set(
            "answers.load",
            js(&format!(r#"{{"show_form": {}}}"#, !refused)),
        );
        set(
            "answers.authorize",
            js(r#"{"show_form": false, "approved": false}"#),
        );
        let page = Plain::new();
        let checkout = page.start(options());
        violation("script-src-elem", SECOND);
        if !refused {
            until("ready", || page.state() == "ready").await;
            assert!(checkout.pay());
        }
        until("failed", || page.state() == "failed").await;
        let events = page.events.borrow();
        assert!(events.contains(&failed), "{events:?}");
        assert!(!events.contains(&CheckoutEvent::NotOffered), "{events:?}");
        assert!(!events.contains(&CheckoutEvent::Declined), "{events:?}");
        checkout.end();
    }
}

/// The page's policy is the same for a checkout that comes later.
#[wasm_bindgen_test]
async fn a_script_that_was_blocked_before_the_checkout_counts() {
    reset();
    sdk();
    set("answers.load", js(r#"{"show_form": false}"#));
    violation("script-src-elem", SECOND);
    let page = Plain::new();
    let checkout = page.start(options());
    until("failed", || page.state() == "failed").await;
    let blocked = CheckoutEvent::BlockedByPolicy {
        directive: "script-src".to_owned(),
        blocked: "https://x.klarnacdn.net".to_owned(),
    };
    assert!(page.events.borrow().contains(&blocked));
    checkout.end();
}

#[wasm_bindgen_test]
async fn nothing_of_the_checkout_belongs_to_a_form_around_it() {
    reset();
    sdk();
    set("session.categories", js(r#"["pay_later","pay_over_time"]"#));
    let stage = Stage::mount(SCRIPT);
    stage.state("ready").await;
    let form = run("const form = document.createElement('form');
         const host = document.querySelector('.klarna-checkout').parentElement;
         host.before(form); form.append(host); return form");
    let form: web_sys::Element = form.unchecked_into();
    let fields = js_sys::Reflect::get(&form, &"elements".into()).unwrap();
    let radios = stage.find("").query_selector_all("input").unwrap().length();
    assert_eq!(radios, 2);
    let fields: Vec<String> = js_sys::Array::from(&fields)
        .iter()
        .map(|it| it.unchecked_into::<Element>().class_name())
        .filter(|class| class.contains("radio"))
        .collect();
    assert!(fields.is_empty(), "{fields:?}");
    assert_eq!(orders(), "0");
    drop(stage);
    form.remove();
}
