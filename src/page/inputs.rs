//! The page's own inputs that Klarna objects to: marked, described, and cleared by typing.
//!
//! An input says which of Klarna's fields it is for in its attribute `data-klarna-field`:
//! `<input data-klarna-field="billing_address.email">`.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Element, EventTarget, HtmlElement};

use super::{attribute, number_of};
use crate::checkout::FieldPath;

const FIELD: &str = "data-klarna-field";
const INVALID: &str = "aria-invalid";
const DESCRIBED: &str = "aria-describedby";

/// Marked inputs. Dropped, they are as they were.
pub(crate) struct Marks {
    inputs: Rc<RefCell<Vec<Marked>>>,
    /// All that were marked: also one that was cleared tells of what is typed into it.
    heard: Vec<Element>,
    typed: Closure<dyn FnMut(web_sys::Event)>,
}

struct Marked {
    input: Element,
    described: Option<String>,
}

/// Marks the inputs of the document that are for one of the fields, and describes them with the
/// component's message. Typing into one clears it; `corrected` is called when none is left.
pub(crate) fn mark(
    fields: &[FieldPath],
    root: Option<&Element>,
    corrected: impl Fn() + 'static,
) -> Marks {
    let inputs: Vec<_> = fields.iter().filter_map(find).collect();
    let message = root.and_then(|it| it.query_selector(".klarna-checkout__problem").ok()?);
    let message = message.map(|it| number_of(&it));
    let marked = inputs.into_iter().map(|input| {
        let described = input.get_attribute(DESCRIBED);
        let both = [described.as_deref(), message.as_deref()];
        let both: Vec<_> = both.into_iter().flatten().collect();
        attribute(&input, INVALID, Some("true"));
        attribute(
            &input,
            DESCRIBED,
            Some(&both.join(" "))
                .filter(|it| !it.is_empty())
                .map(|it| &**it),
        );
        Marked { input, described }
    });
    let inputs = Rc::new(RefCell::new(marked.collect::<Vec<_>>()));
    let left = Rc::clone(&inputs);
    let typed = Closure::new(move |event: web_sys::Event| {
        let target = event.current_target();
        let mut inputs = left.borrow_mut();
        let before = inputs.len();
        inputs.retain(|it| Some(it.input.unchecked_ref::<EventTarget>()) != target.as_ref());
        let done = inputs.is_empty() && before > 0;
        drop(inputs);
        if done {
            corrected();
        }
    });
    let heard: Vec<_> = inputs.borrow().iter().map(|it| it.input.clone()).collect();
    for input in &heard {
        let listener = typed.as_ref().unchecked_ref();
        let _ = input.add_event_listener_with_callback("input", listener);
    }
    Marks {
        inputs,
        heard,
        typed,
    }
}

impl Drop for Marked {
    fn drop(&mut self) {
        attribute(&self.input, INVALID, None);
        attribute(&self.input, DESCRIBED, self.described.as_deref());
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        let listener = self.typed.as_ref().unchecked_ref();
        for input in &self.heard {
            let _ = input.remove_event_listener_with_callback("input", listener);
        }
        self.inputs.take();
    }
}

/// The document's input for a field.
fn find(field: &FieldPath) -> Option<Element> {
    let path = field.path();
    let document = web_sys::window()?.document()?;
    // Compared as text: a path of Klarna's may hold what a selector takes for syntax.
    let inputs = document.query_selector_all("[data-klarna-field]").ok()?;
    (0..inputs.length())
        .filter_map(|at| inputs.get(at)?.dyn_into::<Element>().ok())
        .find(|input| input.get_attribute(FIELD).as_deref() == Some(&path))
}

/// The first input that is marked.
pub(crate) fn first_marked() -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    let marked = document.query_selector("[data-klarna-field][aria-invalid=true]");
    marked.ok()??.dyn_into().ok()
}

/// What the page calls a field: the label of its input. Otherwise the field's own name, readable.
pub(crate) fn label(field: &FieldPath) -> String {
    let label = find(field).and_then(|it| {
        let labels = js_sys::Reflect::get(&it, &JsValue::from_str("labels")).ok()?;
        let label = js_sys::Reflect::get_u32(&labels, 0).ok()?;
        let text = label.dyn_into::<Element>().ok()?.text_content()?;
        Some(text.trim_ascii().to_owned()).filter(|text| !text.is_empty())
    });
    label.unwrap_or_else(|| field.name().split('_').collect::<Vec<_>>().join(" "))
}
