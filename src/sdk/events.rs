//! The SDK's own events: what its iframe and its overlay do.

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::klarna;
use crate::checkout::CheckoutEvent;

/// An event of the SDK: its name there, and what it says to the host page.
type Event = (&'static str, fn(&JsValue) -> Option<CheckoutEvent>);

const EVENTS: [Event; 3] = [
    ("heightChanged", |pixels| {
        pixels.as_f64().map(height_changed)
    }),
    ("fullscreenOverlayShown", |_| {
        Some(CheckoutEvent::OverlayShown)
    }),
    ("fullscreenOverlayHidden", |_| {
        Some(CheckoutEvent::OverlayHidden)
    }),
];

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float outside the range becomes its nearest bound"
)]
fn height_changed(pixels: f64) -> CheckoutEvent {
    CheckoutEvent::HeightChanged(pixels as u32)
}

/// Handlers at the SDK. Dropped, they are taken off again, and no handler of another.
pub(crate) struct SdkEvents(Vec<(&'static str, Handler)>);

type Handler = Closure<dyn FnMut(JsValue)>;

impl SdkEvents {
    /// Emits the SDK's events until it is dropped. The SDK has to be in the page. It says them to every
    /// checkout on the page: there is one SDK.
    pub(crate) fn new(emit: impl Fn(CheckoutEvent) + Clone + 'static) -> Self {
        let handlers = EVENTS.map(|(name, decode)| {
            let emit = emit.clone();
            let handler = Handler::new(move |value: JsValue| {
                if let Some(event) = decode(&value) {
                    emit(event);
                }
            });
            // An SDK without events has none to say.
            let _ = klarna::on(name, handler.as_ref().unchecked_ref());
            (name, handler)
        });
        Self(handlers.into())
    }
}

impl Drop for SdkEvents {
    fn drop(&mut self) {
        for (name, handler) in &self.0 {
            // An SDK that has gone calls no handler.
            let _ = klarna::off(name, handler.as_ref().unchecked_ref());
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_height_is_within_its_bounds() {
        assert_eq!(height_changed(230.4), CheckoutEvent::HeightChanged(230));
        assert_eq!(height_changed(-1.0), CheckoutEvent::HeightChanged(0));
    }
}
