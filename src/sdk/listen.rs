//! The SDK's events: what its iframe and its overlay do.

use wasm_bindgen::{JsValue, prelude::Closure};

use super::ffi;
use crate::checkout::Notification;

/// Handlers of ours at the SDK. Dropped, they are taken off again: these, and nobody else's.
pub(crate) struct Listening {
    handlers: ffi::Handlers,
    _closure: Closure<dyn FnMut(String, JsValue)>,
}

/// Listens until what it gives is dropped. The SDK has to be in the page.
pub(crate) fn listen(told: impl Fn(Notification) + 'static) -> Listening {
    let closure = Closure::new(move |name: String, value: JsValue| {
        if let Some(event) = read(&name, value.as_f64()) {
            told(event);
        }
    });
    Listening {
        handlers: ffi::listen(&closure),
        _closure: closure,
    }
}

/// What the SDK says of itself. It says it to every checkout on the page: there is one SDK.
fn read(name: &str, value: Option<f64>) -> Option<Notification> {
    Some(match name {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float outside the range becomes its nearest bound"
        )]
        "heightChanged" => Notification::HeightChanged(value? as u32),
        "fullscreenOverlayShown" => Notification::OverlayShown,
        "fullscreenOverlayHidden" => Notification::OverlayHidden,
        _ => return None,
    })
}

impl Drop for Listening {
    fn drop(&mut self) {
        ffi::unlisten(&self.handlers);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_height_is_a_number_and_what_is_unknown_is_nothing() {
        let height = |value| read("heightChanged", value);
        assert_eq!(height(Some(230.0)), Some(Notification::HeightChanged(230)));
        assert_eq!(height(Some(-1.0)), Some(Notification::HeightChanged(0)));
        assert_eq!(height(None), None);
        assert_eq!(
            read("fullscreenOverlayShown", None),
            Some(Notification::OverlayShown)
        );
        assert_eq!(read("paymentMethodSelected", None), None);
    }
}
