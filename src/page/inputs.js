// The page's own inputs that Klarna objects to: marked, described, and cleared by typing.
//
// An input says which of Klarna's fields it is for in its attribute `data-klarna-field`:
// `<input data-klarna-field="billing_address.email">`.

const DESCRIBED = "aria-describedby";

/** The document's input for a field. A path of Klarna's may hold what a selector takes for syntax. */
const find = (path) =>
  [...document.querySelectorAll("[data-klarna-field]")].find((it) => it.dataset.klarnaField === path);

/** The first input that is marked. */
export const firstMarked = () => document.querySelector("[data-klarna-field][aria-invalid=true]");

/** What the page calls a field: the label of its input. Otherwise the field's own name, readable. */
export const label = (path) =>
  find(path)?.labels?.[0]?.textContent.trim() || path.split(".").pop().replaceAll("_", " ");

let number = 0;

/**
 * A name that no other element has: the element's id, which it is given now if it has none. Not part
 * of what is drawn, so that a server and its client need not count alike.
 */
export const named = (element) => (element.id ||= `klarna-checkout-${++number}`);

/**
 * Marks the inputs that are for one of the fields, and describes them with the message of the panel
 * around the container, where there is one. Typing into one clears it; `corrected` is called when
 * none is left. Gives back how to clear them all.
 */
export function mark(paths, container, corrected) {
  const message = container?.closest(".klarna-checkout")?.querySelector(".klarna-checkout__problem");
  /** Marked inputs, and how they were described before. */
  const marked = new Map();
  const clear = (input) => {
    input.removeEventListener("input", typed);
    input.removeAttribute("aria-invalid");
    describe(input, marked.get(input));
    marked.delete(input);
  };
  const typed = ({ currentTarget }) => {
    clear(currentTarget);
    if (!marked.size) corrected();
  };
  for (const input of paths.map(find)) {
    if (!input || marked.has(input)) continue;
    const before = input.getAttribute(DESCRIBED);
    marked.set(input, before);
    input.setAttribute("aria-invalid", "true");
    describe(input, [before, message && named(message)].filter(Boolean).join(" "));
    input.addEventListener("input", typed);
  }
  return () => [...marked.keys()].forEach(clear);
}

function describe(input, by) {
  if (by) input.setAttribute(DESCRIBED, by);
  else input.removeAttribute(DESCRIBED);
}
