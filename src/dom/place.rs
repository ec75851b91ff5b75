//! Klarna's place in the widget's element.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const CATEGORY: &str = "data-category";

/// Returns the element for the widget of a payment method category: one of its own in the container,
/// or, where there is nothing to choose, the container itself.
///
/// The elements of other categories are hidden: a widget keeps what the shopper did in it while another
/// one is shown.
pub(crate) fn place_for_category(container: &Element, category: Option<&str>) -> Element {
    let mut own = None;
    let children = container.children();
    for at in 0..children.length() {
        let Some(child) = children.item(at) else {
            continue;
        };
        let is_chosen = child.get_attribute(CATEGORY).as_deref() == category;
        if let Some(child) = child.dyn_ref::<HtmlElement>() {
            child.set_hidden(!is_chosen);
        }
        if is_chosen {
            own = Some(child);
        }
    }
    let Some(category) = category else {
        return container.clone();
    };
    own.or_else(|| append(container, category))
        .unwrap_or_else(|| container.clone())
}

fn append(container: &Element, category: &str) -> Option<Element> {
    let place = container.owner_document()?.create_element("div").ok()?;
    place.set_class_name("klarna-checkout__category");
    place.set_attribute(CATEGORY, category).ok()?;
    container.append_child(&place).ok()?;
    Some(place)
}
