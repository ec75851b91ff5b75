//! What a click in the panel asks for.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

use crate::mount::Mount;

/// Does what the button or the radio that was clicked is for, if it was one.
pub fn press(mount: &Mount, clicked: Option<EventTarget>) {
    let Some((class, value)) = clicked.and_then(pressed) else {
        return;
    };
    match &*class {
        "klarna-checkout__pay" => {
            // Only one of the two does anything.
            let _ = mount.pay() || mount.finalize();
        }
        "klarna-checkout__retry" | "klarna-checkout__change" => mount.retry(),
        "klarna-checkout__check" => mount.check(),
        "klarna-checkout__stop" => mount.stop_waiting(),
        // A radio is clicked by its keys, too.
        "klarna-checkout__radio" => mount.choose(value),
        _ => {}
    }
}

/// The class and the value of the button or the radio.
fn pressed(clicked: EventTarget) -> Option<(String, String)> {
    let target: Element = clicked.dyn_into().ok()?;
    let pressed = target.closest("button, input").ok()??;
    let value = pressed.get_attribute("value").unwrap_or_default();
    Some((pressed.class_name(), value))
}
