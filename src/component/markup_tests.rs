//! The Leptos components and `<klarna-checkout>` draw the same markup from the same view.

use checkout_contract::{
    AssetUrls, Currency, Intent, Interval, MinorUnits, Money, PaymentMethodCategory,
    SubscriptionTerms,
};
use leptos::{mount::mount_to, prelude::*, task::tick};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use super::{KlarnaHandle, KlarnaOptions, checkout::layout, use_klarna};
use crate::{
    checkout::{AddressField, CustomerField, Failure, FieldPath, Notice, Phase},
    controller::{PaymentMethod, Snapshot},
    js::to_js,
};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/crates/klarna-element/js/panel.js")]
extern "C" {
    #[wasm_bindgen(js_name = makePanel)]
    fn make_panel(element: &HtmlElement, mode: &str, presses: &JsValue) -> HtmlElement;

    fn draw(panel: &HtmlElement, view: &JsValue);
}

#[wasm_bindgen(module = "/src/component/markup_tests.js")]
extern "C" {
    /// Writes an element as text: tags, attributes and the state of inputs, and texts.
    fn markup(element: &HtmlElement) -> String;
}

/// Random numbers that are the same in each run.
struct Random(u64);

impl Random {
    /// A number below `bound` (xorshift).
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

fn snapshot(random: &mut Random, state: Phase) -> Snapshot {
    let notices = [
        None,
        Some(Notice::Cancelled),
        Some(Notice::CartChanged),
        Some(Notice::SessionRenewed),
        Some(Notice::ConfirmAgain),
        Some(Notice::InvalidFields(vec![
            FieldPath::BillingAddress(AddressField::Email),
            FieldPath::Customer(CustomerField::DateOfBirth),
        ])),
    ];
    let failure = (state == Phase::Failed).then(|| random.pick(&Failure::ALL));
    Snapshot {
        state,
        failure,
        notice: random.pick(&notices),
        can_pay: random.flag(),
        overdue: random.flag(),
        awaits_check: random.flag(),
        can_finalize: random.flag(),
        verifying_rejection: random.flag(),
        confirms: random.flag(),
        last_page: random.flag(),
        not_stored: random.flag(),
        methods: methods(random),
        amount: random.flag().then(|| money(9500)),
        intent: random.flag().then(|| random.pick(&Intent::ALL)),
        subscriptions: (0..random.below(4)).map(|n| terms(random, n)).collect(),
        ..Snapshot::idle()
    }
}

fn methods(random: &mut Random) -> Vec<PaymentMethod> {
    let chosen = random.below(4);
    let method = |n: usize| PaymentMethod {
        category: PaymentMethodCategory {
            identifier: ["pay_later", "pay_over_time", "pay_now"][n].to_owned(),
            name: format!("Pay <{n}> & more"),
            asset_urls: (n != 1).then(|| AssetUrls {
                descriptive: None,
                standard: Some(format!("data:image/svg+xml,{n}")),
            }),
        },
        chosen: n == chosen,
        offered: n != 2,
    };
    (0..random.below(4)).map(method).collect()
}

fn money(minor_units: i64) -> Money {
    Money {
        minor_units: MinorUnits(minor_units),
        currency: Currency::Sek,
    }
}

fn terms(random: &mut Random, number: usize) -> SubscriptionTerms {
    SubscriptionTerms {
        name: format!("Tea {}", number / 2),
        amount: money(4900),
        interval: random.pick(&Interval::ALL),
        interval_count: 1 + u32::from(random.flag()),
        next_charge_on: "2026-04-01".to_owned(),
    }
}

fn append(to: &HtmlElement) -> HtmlElement {
    let element = document().create_element("div").unwrap();
    to.append_child(&element).unwrap();
    element.unchecked_into()
}

/// The layout of `KlarnaCheckout`, around a checkout that does not start: it has no cart.
fn leptos_panel(body: &HtmlElement) -> (HtmlElement, KlarnaHandle, impl Sized + use<>) {
    let root = append(body);
    let handle = StoredValue::new(None);
    let mounted = mount_to(root.clone(), move || {
        let klarna = use_klarna(KlarnaOptions::new("", "en-GB"));
        handle.set_value(Some(klarna));
        layout(klarna, None)
    });
    let panel = root.first_element_child().unwrap().unchecked_into();
    (panel, handle.get_value().unwrap(), mounted)
}

#[wasm_bindgen_test]
async fn both_draw_every_state_alike_and_keep_their_nodes() {
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.set();
    let body = document().body().unwrap();
    let (leptos, klarna, _mounted) = leptos_panel(&body);
    let presses = js_sys::Object::new();
    let element = make_panel(&append(&body), "one-page", &presses);
    let parts = [children(&leptos), children(&element)];

    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..40 {
        for state in Phase::ALL {
            let snapshot = snapshot(&mut random, state);
            klarna.set_snapshot_for_test(snapshot);
            tick().await;
            let view = klarna.view().get_untracked();
            draw(&element, &to_js(&view).unwrap());
            assert_eq!(markup(&leptos), markup(&element), "{view:?}");
        }
    }
    assert!(parts == [children(&leptos), children(&element)]);
}

fn children(panel: &HtmlElement) -> Vec<web_sys::Element> {
    let children = panel.children();
    (0..children.length())
        .filter_map(|at| children.item(at))
        .collect()
}
