//! Waits for JavaScript's answers. By callback and not by futures: they bring an executor with them,
//! and a state machine for each wait, that the bundle would pay for.

use js_sys::Promise;
use wasm_bindgen::{JsCast, prelude::*};

/// Takes an answer, once; or is dropped without one.
pub(crate) type Answered<T> = Box<dyn FnOnce(T)>;

#[wasm_bindgen]
extern "C" {
    type Answer;

    #[wasm_bindgen(method)]
    fn then(this: &Answer, resolved: &JsValue, rejected: &JsValue);
}

/// Hands over what the promise comes to, its value or its error. Never, where it stays open.
pub(crate) fn when(promise: &Promise, answered: impl FnOnce(JsValue) + 'static) {
    when_boxed(promise, Box::new(answered));
}

// Not generic: one copy of it is enough.
fn when_boxed(promise: &Promise, answered: Answered<JsValue>) {
    let answered = Closure::once_into_js(answered);
    promise.unchecked_ref::<Answer>().then(&answered, &answered);
}
