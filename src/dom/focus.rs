//! The focus, where it follows what happens.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

use super::{Part, ROOT, invalid_fields::first_marked};
use crate::checkout::FocusTarget;

/// Moves the focus to pay, to the message, or to the first of the marked inputs, unless the shopper is
/// elsewhere on the page. `part` finds the checkout's elements.
pub(crate) fn move_focus(target: FocusTarget, part: impl Fn(Part) -> Option<Element>) {
    let (Some(status), Some(problem)) = (part(Part::Status), part(Part::Problem)) else {
        return;
    };
    let Some(document) = status.owner_document() else {
        return;
    };
    if !is_free(&document, &status, part(Part::Widget).as_ref()) {
        return;
    }
    let has_problem = problem.text_content().is_some_and(|it| !it.is_empty());
    let message = if has_problem { problem } else { status };
    let element = match target {
        FocusTarget::Pay => part(Part::Pay).unwrap_or(message),
        FocusTarget::Message => message,
        FocusTarget::Fields => first_marked(&document).unwrap_or(message),
    };
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Returns `true` if the focus is inside of the checkout, or nowhere.
fn is_free(document: &Document, status: &Element, widget: Option<&Element>) -> bool {
    let Some(focused) = document.active_element() else {
        return true;
    };
    let on_body = document.body().is_some_and(|body| *focused == **body);
    // Klarna's overlay, which the page has just hidden, holds the focus for a moment longer.
    let is_hidden = focused
        .dyn_ref::<HtmlElement>()
        .is_some_and(|it| it.offset_height() == 0);
    let root = status.closest(&[".", ROOT].concat()).ok().flatten();
    let root = root.or_else(|| status.parent_element());
    let mut around = root.iter().chain(widget);
    on_body || is_hidden || around.any(|it| it.contains(Some(&focused)))
}
