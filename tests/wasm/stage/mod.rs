//! Puts a checkout into the page and looks at what became of it.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::{mount::mount_to, prelude::*};
use leptos_klarna::{
    ButtonTheme, CheckoutData, CheckoutEvent, ExpressLook, KlarnaCheckout, KlarnaExpressButton,
};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/tests/wasm/fake.js")]
extern "C" {
    pub(crate) fn reset();
    pub(crate) fn sdk();
    #[wasm_bindgen(js_name = scriptUrl)]
    pub(crate) fn script_url(with_global: bool) -> String;
    pub(crate) fn set(path: &str, value: JsValue);
    pub(crate) fn look(expression: &str) -> String;
    pub(crate) fn answer(name: &str, result: JsValue);
    pub(crate) fn click(element: &HtmlElement);
    #[wasm_bindgen(js_name = hangUp)]
    fn hang_up();
    pub(crate) fn run(source: &str) -> JsValue;
}

/// What a page sets once.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) cart: &'static str,
    pub(crate) auto_finalize: bool,
    pub(crate) early_data: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            cart: "1",
            auto_finalize: true,
            early_data: false,
        }
    }
}

/// What a page sets again and again.
struct Props {
    data: RwSignal<CheckoutData>,
    version: RwSignal<Option<u64>>,
    on_event: Callback<CheckoutEvent>,
}

/// A mounted checkout.
pub(crate) struct Stage {
    root: HtmlElement,
    unmount: Option<Box<dyn FnOnce()>>,
    pub(crate) events: StoredValue<Vec<String>>,
    pub(crate) data: RwSignal<CheckoutData>,
    pub(crate) version: RwSignal<Option<u64>>,
    _owner: Owner,
}

impl Stage {
    /// A checkout whose SDK is in the page already.
    pub(crate) async fn ready() -> Self {
        reset();
        sdk();
        let stage = Self::mount("https://missing.invalid/api.js");
        stage.state("ready").await;
        stage
    }

    pub(crate) fn mount(script: &str) -> Self {
        Self::of_cart("1", script)
    }

    pub(crate) fn of_cart(cart: &'static str, script: &str) -> Self {
        Self::with(
            script,
            Setup {
                cart,
                ..Setup::default()
            },
        )
    }

    pub(crate) fn with(script: &str, setup: Setup) -> Self {
        let cart = setup.cart.to_owned();
        let script = script.to_owned();
        Self::of_view(move |props| {
            view! {
                <KlarnaCheckout
                    cart=cart
                    locale="en-GB"
                    cart_version=props.version
                    data=props.data
                    script=script
                    on_event=props.on_event
                    auto_finalize=setup.auto_finalize
                    early_data=setup.early_data
                />
            }
            .into_any()
        })
    }

    /// All ways to pay in one widget, which preselects one.
    pub(crate) fn grouped(preferred: &'static str) -> Self {
        Self::of_view(move |props| {
            view! {
                <KlarnaCheckout
                    cart="grouped"
                    locale="en-GB"
                    cart_version=props.version
                    script="https://missing.invalid/api.js"
                    on_event=props.on_event
                    grouped=true
                    preferred_payment_method=preferred
                />
            }
            .into_any()
        })
    }

    /// Klarna's express button.
    pub(crate) fn express() -> Self {
        Self::of_view(move |props| {
            let look = ExpressLook {
                theme: Some(ButtonTheme::Dark),
                ..ExpressLook::default()
            };
            view! {
                <KlarnaExpressButton
                    cart="1"
                    locale="en-GB"
                    cart_version=props.version
                    data=props.data
                    script="https://missing.invalid/api.js"
                    on_event=props.on_event
                    look=look
                />
            }
            .into_any()
        })
    }

    fn of_view(draw: impl FnOnce(Props) -> AnyView + 'static) -> Self {
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
        let on_event = owner.with(|| {
            Callback::new(move |event: CheckoutEvent| {
                let name = format!("{event:?}");
                let name = name.split(['(', ' ']).next().unwrap_or_default().to_owned();
                events.update_value(|events: &mut Vec<String>| events.push(name));
            })
        });
        let props = Props {
            data,
            version,
            on_event,
        };
        let around = owner.child();
        let drawn = around.clone();
        let handle = mount_to(root.clone(), move || drawn.with(|| draw(props)));
        // As a parent does that shows something else.
        let unmount = move || {
            around.cleanup();
            drop(handle);
        };
        Self {
            root,
            unmount: Some(Box::new(unmount)),
            events,
            data,
            version,
            _owner: owner,
        }
    }

    pub(crate) fn unmount(&mut self) {
        if let Some(unmount) = self.unmount.take() {
            unmount();
        }
    }

    pub(crate) fn find(&self, class: &str) -> HtmlElement {
        let found = self
            .root
            .query_selector(&format!(".klarna-checkout{class}"));
        found.unwrap().expect(class).unchecked_into()
    }

    pub(crate) fn shown(&self) -> String {
        let root = self.root.query_selector("[data-state]").unwrap();
        root.expect("a root")
            .get_attribute("data-state")
            .unwrap_or_default()
    }

    pub(crate) fn reason(&self) -> Option<String> {
        self.find("").get_attribute("data-reason")
    }

    pub(crate) async fn state(&self, wanted: &str) {
        until(&format!("state {wanted}"), || self.shown() == wanted).await;
    }

    /// The state once what is under way is painted and done: never the one of before a click.
    pub(crate) fn settled(&self) -> impl Fn() -> String + use<> {
        let root = self.find("");
        let turns = std::cell::Cell::new(0);
        move || {
            turns.set(turns.get() + 1);
            let state = root.get_attribute("data-state").unwrap_or_default();
            let busy = matches!(state.as_str(), "authorizing" | "loading" | "placing");
            if turns.get() < 3 || busy {
                "authorizing".to_owned()
            } else {
                state
            }
        }
    }

    pub(crate) fn pay(&self) {
        click(&self.find("__pay"));
    }

    pub(crate) fn told(&self, name: &str) -> usize {
        self.events
            .with_value(|events| events.iter().filter(|it| *it == name).count())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.unmount();
        self.root.remove();
        hang_up();
    }
}

/// Waits for a condition; says which one never came.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..600 {
        if condition() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain for {what}; the world: {}", look("world"));
}

/// A JavaScript value from its text.
pub(crate) fn js(text: &str) -> JsValue {
    js_sys::JSON::parse(text).expect("test data is JSON")
}
