//! Where Klarna's parts of a checkout go.

use web_sys::Element;

use crate::page::{attribute, make, root_of};

/// Where the widget of that category goes: an element of its own in the container, or, where there
/// is nothing to choose, the container itself. What belongs to another choice is hidden: a widget
/// keeps what the shopper did in it while another one is shown.
pub(super) fn of_category(container: Element, category: Option<&str>) -> Option<Element> {
    let children = container.children();
    let mut own = None;
    for child in (0..).map_while(|at| children.item(at)) {
        let shown = child.get_attribute("data-category").as_deref() == category;
        attribute(&child, "hidden", (!shown).then_some(""));
        if shown {
            own = Some(child);
        }
    }
    let Some(category) = category else {
        return Some(container);
    };
    own.or_else(|| {
        let made = make(&container, "div", "klarna-checkout__category")?;
        attribute(&made, "data-category", Some(category));
        Some(made)
    })
}

/// Where Klarna's review of what was agreed to goes; emptied.
pub(super) fn review(container: &Element) -> Option<Element> {
    let review = root_of(container)?.query_selector(".klarna-checkout__review");
    let review = review.ok()??;
    review.set_text_content(None);
    Some(review)
}
