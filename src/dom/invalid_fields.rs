//! The page's own inputs that Klarna objects to: marked, described, and cleared by typing.
//!
//! An input says which of Klarna's fields it is for in its attribute `data-klarna-field`:
//! `<input data-klarna-field="billing_address.email">`.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Document, Element, Event, NodeList};

use super::ROOT;
use crate::checkout::FieldPath;

const FIELD: &str = "data-klarna-field";
const DESCRIBED_BY: &str = "aria-describedby";
const INVALID: &str = "aria-invalid";

#[wasm_bindgen]
extern "C" {
    /// An input, a select or a textarea.
    type Labelled;

    #[wasm_bindgen(method, getter)]
    fn labels(this: &Labelled) -> Option<NodeList>;
}

/// Inputs of the page that are marked. Dropped, they are as they were.
pub(crate) struct InvalidFieldMarkers {
    inputs: Rc<RefCell<Vec<MarkedInput>>>,
    typed: Closure<dyn FnMut(Event)>,
}

/// An input that is marked, until the shopper types into it.
struct MarkedInput {
    input: Element,
    /// The input's description before.
    described_by: Option<String>,
    is_corrected: bool,
}

impl InvalidFieldMarkers {
    /// Marks the document's inputs for these fields, and describes them with the message, where there is
    /// one. Typing into an input clears it; `corrected` is called when none is left.
    pub(crate) fn new(
        fields: &[FieldPath],
        message: Option<&Element>,
        corrected: impl Fn() + 'static,
    ) -> Self {
        let inputs: Rc<RefCell<Vec<MarkedInput>>> = Rc::default();
        let all = Rc::clone(&inputs);
        let typed = Closure::new(move |event: Event| {
            if correct(&mut all.borrow_mut(), &event) {
                corrected();
            }
        });
        let markers = Self { inputs, typed };
        for input in fields.iter().filter_map(input_for) {
            markers.mark(input, message);
        }
        markers
    }

    fn mark(&self, input: Element, message: Option<&Element>) {
        let mut inputs = self.inputs.borrow_mut();
        if inputs.iter().any(|it| it.input == input) {
            return;
        }
        let described_by = input.get_attribute(DESCRIBED_BY);
        let ids = described_by.clone().into_iter().chain(message.map(id_of));
        let ids = ids.collect::<Vec<_>>().join(" ");
        set(
            &input,
            DESCRIBED_BY,
            Some(&*ids).filter(|it| !it.is_empty()),
        );
        set(&input, INVALID, Some("true"));
        let typed = self.typed.as_ref().unchecked_ref();
        // Fails only for a handler that is no function.
        let _ = input.add_event_listener_with_callback("input", typed);
        inputs.push(MarkedInput {
            input,
            described_by,
            is_corrected: false,
        });
    }
}

/// Clears the input that the shopper types into. Returns `true` if it was the last.
fn correct(inputs: &mut [MarkedInput], event: &Event) -> bool {
    let typed = event.current_target();
    let mut left = inputs.iter_mut().filter(|it| !it.is_corrected);
    let Some(input) = left.find(|it| typed.as_ref() == Some(it.input.as_ref())) else {
        return false;
    };
    input.clear();
    inputs.iter().all(|it| it.is_corrected)
}

impl MarkedInput {
    fn clear(&mut self) {
        self.is_corrected = true;
        set(&self.input, INVALID, None);
        set(&self.input, DESCRIBED_BY, self.described_by.as_deref());
    }
}

impl Drop for InvalidFieldMarkers {
    fn drop(&mut self) {
        for mut it in self.inputs.take() {
            let typed = self.typed.as_ref().unchecked_ref();
            // Fails only for a handler that is no function.
            let _ = (it.input).remove_event_listener_with_callback("input", typed);
            if !it.is_corrected {
                it.clear();
            }
        }
    }
}

/// Returns the page's name for a field: the label of its input, or the field's own name, readable.
pub(crate) fn label_of(field: &FieldPath) -> String {
    let label = input_for(field).and_then(|input| {
        let labels = input.unchecked_ref::<Labelled>().labels()?;
        let text = labels.item(0)?.text_content()?;
        Some(text.trim().to_owned()).filter(|it| !it.is_empty())
    });
    label.unwrap_or_else(|| field.name().replace('_', " "))
}

/// The document's first input that is marked.
pub(super) fn first_marked(document: &Document) -> Option<Element> {
    let marked = format!("[{FIELD}][{INVALID}=true]");
    document.query_selector(&marked).ok()?
}

/// The document's input for a field. A path of Klarna's may hold what a selector takes for syntax.
fn input_for(field: &FieldPath) -> Option<Element> {
    let document = web_sys::window()?.document()?;
    let inputs = document.query_selector_all(&format!("[{FIELD}]")).ok()?;
    let path = field.to_string();
    (0..inputs.length())
        .filter_map(|at| inputs.item(at)?.dyn_into::<Element>().ok())
        .find(|input| input.get_attribute(FIELD).as_ref() == Some(&path))
}

/// Returns an element's id, which it is given now if it has none. Not part of what is drawn, so that a
/// server and its client need not count alike.
fn id_of(element: &Element) -> String {
    thread_local! {
        static LAST: RefCell<u32> = const { RefCell::new(0) };
    }
    if element.id().is_empty() {
        let number = LAST.with_borrow_mut(|last| {
            *last += 1;
            *last
        });
        element.set_id(&format!("{ROOT}-{number}"));
    }
    element.id()
}

fn set(element: &Element, attribute: &str, value: Option<&str>) {
    let set = match value {
        Some(value) => element.set_attribute(attribute, value),
        None => element.remove_attribute(attribute),
    };
    // Fails only for a name that is none.
    drop(set);
}
