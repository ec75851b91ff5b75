//! Puts a checkout into the page and looks at what became of it.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::{mount::mount_to, prelude::*};
use leptos_klarna::{CheckoutData, CheckoutEvent, KlarnaCheckout};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/tests/wasm/fake.js")]
extern "C" {
    pub fn reset();
    pub fn sdk();
    #[wasm_bindgen(js_name = scriptUrl)]
    pub fn script_url(with_global: bool) -> String;
    pub fn set(path: &str, value: JsValue);
    pub fn look(expression: &str) -> String;
    pub fn answer(name: &str, result: JsValue);
    pub fn click(element: &HtmlElement);
    pub fn run(source: &str) -> JsValue;
}

/// A mounted checkout.
pub struct Stage {
    root: HtmlElement,
    unmount: Option<Box<dyn FnOnce()>>,
    pub events: StoredValue<Vec<String>>,
    pub data: RwSignal<CheckoutData>,
    pub version: RwSignal<Option<u64>>,
    _owner: Owner,
}

impl Stage {
    /// A checkout whose SDK is in the page already.
    pub async fn ready() -> Self {
        reset();
        sdk();
        let stage = Self::mount("https://missing.invalid/api.js");
        stage.state("ready").await;
        stage
    }

    pub fn mount(script: &str) -> Self {
        let _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let (data, version, events) = owner.with(|| {
            (
                RwSignal::new(CheckoutData::default()),
                RwSignal::new(Some(1)),
                StoredValue::new(Vec::new()),
            )
        });
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let script = script.to_owned();
        let on_event = owner.with(|| {
            Callback::new(move |event: CheckoutEvent| {
                let name = format!("{event:?}");
                let name = name.split(['(', ' ']).next().unwrap_or_default().to_owned();
                events.update_value(|events: &mut Vec<String>| events.push(name));
            })
        });
        let handle = mount_to(root.clone(), move || {
            view! {
                <KlarnaCheckout
                    cart="c-1"
                    locale="en-GB"
                    cart_version=version
                    data=data
                    script=script
                    on_event=on_event
                />
            }
        });
        Self {
            root,
            unmount: Some(Box::new(move || drop(handle))),
            events,
            data,
            version,
            _owner: owner,
        }
    }

    pub fn unmount(&mut self) {
        if let Some(unmount) = self.unmount.take() {
            unmount();
        }
    }

    pub fn find(&self, class: &str) -> HtmlElement {
        let found = self
            .root
            .query_selector(&format!(".klarna-checkout{class}"));
        found.unwrap().expect(class).unchecked_into()
    }

    pub fn shown(&self) -> String {
        self.find("")
            .get_attribute("data-state")
            .unwrap_or_default()
    }

    pub fn reason(&self) -> Option<String> {
        self.find("").get_attribute("data-reason")
    }

    pub async fn state(&self, wanted: &str) {
        until(&format!("state {wanted}"), || self.shown() == wanted).await;
    }

    pub fn pay(&self) {
        click(&self.find("__pay"));
    }

    pub fn told(&self, name: &str) -> usize {
        self.events
            .with_value(|events| events.iter().filter(|it| *it == name).count())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.unmount();
        self.root.remove();
    }
}

/// Waits for a condition; says which one never came.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..600 {
        if condition() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain for {what}; the world: {}", look("world"));
}

/// A JavaScript value from its text.
pub fn js(text: &str) -> JsValue {
    js_sys::JSON::parse(text).expect("test data is JSON")
}
