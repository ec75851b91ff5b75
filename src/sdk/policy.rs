//! What the page's content security policy blocks of what the checkout needs.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sdk/klarna.js")]
extern "C" {
    type Watcher;

    fn watch(urls: &Array, told: &Closure<dyn FnMut(String, JsValue)>) -> Watcher;

    fn unwatch(watcher: &Watcher);
}

/// A look-out for violations. Dropped, it has ended.
pub(crate) struct PolicyWatch {
    watcher: Watcher,
    _told: Closure<dyn FnMut(String, JsValue)>,
}

/// Calls `told` with a directive and what it lacks, once for each that keeps Klarna's hosts, or those
/// of these URLs, from the page; at once for what was blocked before.
pub(crate) fn watch_policy(urls: &[&str], told: impl Fn(String, String) + 'static) -> PolicyWatch {
    let told = Closure::new(move |directive, lacking: JsValue| {
        told(directive, lacking.as_string().unwrap_or_default());
    });
    let urls: Array = urls.iter().map(|url| JsValue::from_str(url)).collect();
    PolicyWatch {
        watcher: watch(&urls, &told),
        _told: told,
    }
}

impl Drop for PolicyWatch {
    fn drop(&mut self) {
        unwatch(&self.watcher);
    }
}
