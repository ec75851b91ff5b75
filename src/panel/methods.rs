//! The choice among several ways to pay: one radio for each category, with the name and the logo that
//! Klarna gives.

use web_sys::Element;

use crate::{
    mount::Method,
    page::{attribute, make, number_of},
};

/// Draws the radios anew where the ways to pay differ, and marks the chosen one.
pub(super) fn paint(fieldset: &Element, methods: &[Method]) {
    attribute(fieldset, "hidden", methods.is_empty().then_some(""));
    let identifiers: Vec<_> = methods.iter().map(|it| &*it.category.identifier).collect();
    let drawn = identifiers.join(" ");
    if fieldset.get_attribute("data-methods").as_deref() != Some(&drawn) {
        attribute(fieldset, "data-methods", Some(&drawn));
        let radios = fieldset.query_selector_all("label");
        for radio in (0..).map_while(|at| radios.as_ref().ok()?.get(at)) {
            if let Some(parent) = radio.parent_node() {
                let _ = parent.remove_child(&radio);
            }
        }
        for method in methods {
            draw(fieldset, method);
        }
    }
    for method in methods {
        let input = input_of(fieldset, &method.category.identifier);
        if let Some(input) = input {
            input.set_checked(method.chosen);
            input.set_disabled(!method.offered);
        }
    }
}

fn draw(fieldset: &Element, method: &Method) -> Option<()> {
    let label = make(fieldset, "label", "klarna-checkout__method")?;
    let radio = make(&label, "input", "klarna-checkout__radio")?;
    attribute(&radio, "type", Some("radio"));
    attribute(&radio, "value", Some(&method.category.identifier));
    // In a form around the checkout, it would be sent along, and Enter on it would send the form.
    attribute(&radio, "form", Some(""));
    // Radios of one name are one choice: each fieldset of a page has a name of its own.
    attribute(&radio, "name", Some(&number_of(fieldset)));
    let logo = method.category.asset_urls.as_ref();
    if let Some(url) = logo.and_then(|urls| urls.standard.as_deref()) {
        let logo = make(&label, "img", "klarna-checkout__logo")?;
        attribute(&logo, "src", Some(url));
        // The name stands beside it.
        attribute(&logo, "alt", Some(""));
    }
    let name = make(&label, "span", "klarna-checkout__name")?;
    name.set_text_content(Some(&method.category.name));
    Some(())
}

fn input_of(fieldset: &Element, identifier: &str) -> Option<web_sys::HtmlInputElement> {
    use wasm_bindgen::JsCast;
    let inputs = fieldset.query_selector_all("input").ok()?;
    (0..inputs.length())
        .filter_map(|at| inputs.get(at)?.dyn_into::<web_sys::HtmlInputElement>().ok())
        .find(|input| input.value() == identifier)
}
