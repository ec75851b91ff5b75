//! What the element's attributes say once, at the start.

use std::rc::Rc;

use leptos_klarna::{
    ButtonShape, ButtonTheme, ExpressLook,
    mount::{ExpressSettings, Mount, Settings},
};

use crate::page::ElementPage;

/// Starts what the element's `mode` says.
pub(crate) fn start(page: &Rc<ElementPage>) -> Mount {
    let mode = page.text("mode");
    let mut settings = settings(page);
    let version = page.cart_version();
    let around = Rc::clone(page) as _;
    match mode.as_deref() {
        Some("express") => Mount::express(settings, express(page), around, version),
        mode => {
            settings.layout.auto_finalize = mode != Some("several-pages");
            Mount::start(settings, around, version)
        }
    }
}

fn settings(page: &ElementPage) -> Settings {
    let mut settings = Settings::default();
    if let Some(base) = page.text("base") {
        settings.base = base;
    }
    if let Some(script) = page.text("script") {
        settings.script = script;
    }
    settings.nonce = page.text("nonce");
    settings.layout.grouped = page.flag("grouped");
    settings.early_data = page.flag("earlyData");
    settings.preferred_payment_method = page.text("preferredPaymentMethod");
    settings
}

fn express(page: &ElementPage) -> ExpressSettings {
    ExpressSettings {
        look: ExpressLook {
            theme: match page.text("theme").as_deref() {
                Some("default") => Some(ButtonTheme::Default),
                Some("light") => Some(ButtonTheme::Light),
                Some("dark") => Some(ButtonTheme::Dark),
                _ => None,
            },
            shape: match page.text("shape").as_deref() {
                Some("default") => Some(ButtonShape::Default),
                Some("rect") => Some(ButtonShape::Rect),
                Some("pill") => Some(ButtonShape::Pill),
                _ => None,
            },
        },
        collect_shipping_address: page.flag("collectShippingAddress"),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The start before the wasm asks first, so that its address and its limits are those that count.
    #[test]
    fn the_start_before_the_wasm_has_the_same_defaults() {
        let early = include_str!("../js/early.js");
        let attributes = include_str!("../js/attributes.js");
        let defaults = Settings::default();
        let script = format!("SCRIPT = {:?};", defaults.script);
        let base = format!("base: () => {:?}", defaults.base);
        let script_timeout = defaults.script_timeout.as_millis();
        let server_timeout = defaults.server_timeout.as_millis();
        for (source, default) in [
            (early, script),
            (attributes, base),
            (early, format!("SCRIPT_TIMEOUT_MS = {script_timeout};")),
            (early, format!("SERVER_TIMEOUT_MS = {server_timeout};")),
        ] {
            assert!(source.contains(&default), "{default}");
        }
    }
}
