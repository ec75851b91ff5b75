//! Writes what has changed into a panel's elements.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    methods, terms,
    words::{problem, status},
};
use crate::{
    checkout::{Failure, Phase, Target},
    mount::Snapshot,
    page::{attribute, first_marked},
    text::Messages,
};

/// Draws a snapshot into the panel. `saving`: the page is changing the cart, and pay is off.
pub fn paint(root: &Element, snapshot: &Snapshot, saving: bool, locale: &str) {
    let words = Messages::for_locale(locale);
    let over = snapshot.is_over();

    attribute(root, "data-state", Some(snapshot.state.name()));
    attribute(root, "data-reason", reason(snapshot));
    let busy = if snapshot.is_busy() { "true" } else { "false" };
    attribute(root, "aria-busy", Some(busy));
    flag(root, "widget", "hidden", over || snapshot.confirms);
    flag(root, "review", "hidden", over || !snapshot.confirms);
    if let Some(fieldset) = find(root, "methods") {
        let shown = if over || snapshot.confirms {
            &[]
        } else {
            &*snapshot.methods
        };
        methods::paint(&fieldset, shown);
        text(root, "legend", words.methods);
    }
    if let Some(list) = find(root, "terms") {
        terms::paint(&list, snapshot, words, locale);
    }
    text(root, "status", status(snapshot, words));
    text(root, "problem", &problem(snapshot, words));
    let pay = if snapshot.last_page {
        words.pay
    } else {
        words.go_on
    };
    for (name, label, shown) in [
        ("retry", words.retry, snapshot.failure.is_some()),
        (
            "check",
            words.check,
            snapshot.awaits_check || snapshot.overdue,
        ),
        ("stop", words.stop_waiting, snapshot.overdue),
        ("change", words.change, snapshot.can_finalize),
        ("pay", pay, !over),
    ] {
        text(root, name, label);
        flag(root, name, "hidden", !shown);
    }
    let enabled = (snapshot.can_pay || snapshot.can_finalize) && !saving;
    flag(root, "pay", "disabled", !enabled);
}

/// Moves the focus to the button or the message, unless the shopper is elsewhere.
pub fn focus(root: &Element, target: Target) {
    let focused = root.owner_document().and_then(|it| it.active_element());
    let free = focused.is_none_or(|it| {
        // Klarna's overlay, which the page has just hidden, holds the focus for a moment longer.
        let hidden = it
            .dyn_ref::<HtmlElement>()
            .is_some_and(|it| it.offset_height() == 0);
        hidden || it.tag_name() == "BODY" || root.contains(Some(&it))
    });
    if target == Target::Fields
        && free
        && let Some(input) = first_marked()
    {
        let _ = input.focus();
        return;
    }
    let name = match target {
        Target::Pay => "pay",
        Target::Message | Target::Fields if is_empty(root, "problem") => "status",
        Target::Message | Target::Fields => "problem",
    };
    if free && let Some(element) = find(root, name) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Why it is where it is: `failed` has a failure, `declined` speaks for itself, and an order may be
/// placed without what should have been stored beside it.
fn reason(snapshot: &Snapshot) -> Option<&'static str> {
    match snapshot.state {
        Phase::Declined => Some("declined"),
        Phase::Placed | Phase::Pending if snapshot.not_stored => Some("not-stored"),
        _ => snapshot.failure.map(Failure::code),
    }
}

/// The element of that name: `pay` is `.klarna-checkout__pay`.
fn find(root: &Element, name: &str) -> Option<Element> {
    let selector = [".klarna-checkout__", name].concat();
    root.query_selector(&selector).ok()?
}

fn is_empty(root: &Element, name: &str) -> bool {
    let text = find(root, name).and_then(|it| it.text_content());
    text.is_none_or(|text| text.is_empty())
}

/// Writes a text only where it differs: a live region speaks whatever is written into it.
fn text(root: &Element, name: &str, text: &str) {
    if let Some(element) = find(root, name)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

fn flag(root: &Element, name: &str, flag: &str, on: bool) {
    if let Some(element) = find(root, name) {
        attribute(&element, flag, on.then_some(""));
    }
}
