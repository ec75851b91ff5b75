//! What the page is told, as names and details of DOM events.

use js_sys::{Object, Reflect};
use leptos_klarna::{CheckoutEvent, Outcome, write::to_object};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The name of the event without its `klarna-`, and its detail: always an object, never with a
/// token in it.
pub(crate) fn of(event: &CheckoutEvent) -> (&'static str, JsValue) {
    use CheckoutEvent as E;
    match event {
        E::Offered(methods) => ("offered", with("methods", methods)),
        E::Ready => plain("ready"),
        E::NotOffered => plain("not-offered"),
        E::Authorizing => plain("authorizing"),
        E::Authorized => plain("authorized"),
        E::AuthorizationEnded => plain("authorization-ended"),
        E::Approved => plain("approved"),
        E::Checking => plain("checking"),
        E::Cancelled => plain("cancelled"),
        E::InvalidFields(fields) => {
            let paths: Vec<_> = fields.iter().map(leptos_klarna::FieldPath::path).collect();
            ("invalid-fields", with("fields", &paths))
        }
        E::Declined => plain("declined"),
        E::Placed(outcome) => came_of(outcome, "placed"),
        E::PlacedNotStored(outcome) => came_of(outcome, "placed-not-stored"),
        E::Stored(outcome) => came_of(outcome, "stored"),
        E::Pending(outcome) => came_of(outcome, "pending"),
        E::Failed(failure) => ("error", with("code", &failure.code())),
        E::HeightChanged(pixels) => ("height", with("pixels", pixels)),
        E::OverlayShown => ("overlay", with("shown", &true)),
        E::OverlayHidden => ("overlay", with("shown", &false)),
        E::BlockedByPolicy { directive, blocked } => {
            let detail = with("code", &"blocked-by-policy");
            set(&detail, "directive", &directive.into());
            set(&detail, "blocked", &blocked.into());
            ("error", detail)
        }
        // A kind of a later version.
        _ => plain("other"),
    }
}

fn plain(name: &'static str) -> (&'static str, JsValue) {
    (name, Object::new().into())
}

fn came_of(outcome: &Outcome, name: &'static str) -> (&'static str, JsValue) {
    (name, to_object(outcome))
}

fn with(name: &str, value: &impl Serialize) -> JsValue {
    let detail = Object::new().into();
    set(&detail, name, &to_object(value));
    detail
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen object refuses.
    let _ = Reflect::set(object, &name.into(), value);
}
