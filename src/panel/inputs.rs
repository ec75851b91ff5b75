//! The page's own inputs that Klarna objects to: marked, described, and cleared by typing.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::checkout::FieldPath;

#[wasm_bindgen(module = "/src/panel/panel.js")]
extern "C" {
    #[wasm_bindgen(js_name = mark)]
    fn mark_paths(
        paths: &Array,
        container: Option<&Element>,
        corrected: &Closure<dyn FnMut()>,
    ) -> Function;
}

/// Marked inputs. Dropped, they are as they were.
pub(crate) struct Marks {
    clear: Function,
    _corrected: Closure<dyn FnMut()>,
}

/// Marks the inputs of the document that are for one of the fields, and describes them with the
/// message of the panel around the container. Typing into one clears it; `corrected` is called when
/// none is left.
pub(crate) fn mark(
    fields: &[FieldPath],
    container: Option<&Element>,
    corrected: impl Fn() + 'static,
) -> Marks {
    let corrected = Closure::new(corrected);
    let paths: Array = fields.iter().map(|it| JsValue::from(it.path())).collect();
    Marks {
        clear: mark_paths(&paths, container, &corrected),
        _corrected: corrected,
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        // It throws nothing.
        let _ = self.clear.call0(&JsValue::UNDEFINED);
    }
}
