//! What the component does with elements.

use std::cell::Cell;

use web_sys::Element;

/// A name that no other element has: the element's id, which it is given now if it has none. Not
/// part of what is drawn, so that a server and its client need not count alike.
pub(crate) fn number_of(element: &Element) -> String {
    let id = element.id();
    if !id.is_empty() {
        return id;
    }
    let number = NUMBER.with(|number| {
        number.set(number.get().wrapping_add(1));
        number.get()
    });
    let id = ["klarna-checkout-", &number.to_string()].concat();
    element.set_id(&id);
    id
}

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// A new element at the end of another.
pub(crate) fn make(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = parent.owner_document()?.create_element(tag).ok()?;
    element.set_class_name(class);
    parent.append_child(&element).ok()?;
    Some(element)
}

pub(crate) fn attribute(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The panel's root around an element, where it has one.
pub(crate) fn root_of(element: &Element) -> Option<Element> {
    element.closest(".klarna-checkout").ok()?
}
