// @ts-check
// The element's panel: the markup of the Leptos component, drawn from the same view.

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").MethodView} MethodView */
/** @typedef {import("./types.js").ActionView} ActionView */

const ROOT = "klarna-checkout";
const ACTIONS = /** @type {const} */ (["retry", "check", "stop", "change", "pay"]);

/**
 * What a press in the panel does. `choose` returns `true` if that is the chosen payment method now.
 * @typedef {Record<typeof ACTIONS[number], () => void> & { choose(category: string): boolean }} Presses
 */

/**
 * Returns the element's panel: the one that a server has rendered, or a new one. Its elements keep their
 * nodes: Klarna's iframe starts again when it is moved, and a screen reader rests on live regions.
 * @param {HTMLElement} element
 * @param {string} mode
 * @param {Presses} presses
 */
export function makePanel(element, mode, presses) {
  const name = mode === "express" ? "klarna-express" : ROOT;
  /** @type {HTMLElement | null} */
  let panel = element.querySelector(`:scope > .${name}`);
  if (!panel) {
    panel = document.createElement("div");
    panel.className = name;
    panel.dataset.state = "idle";
    if (mode !== "express") {
      panel.setAttribute("aria-busy", "true");
      panel.append(...parts());
    }
    element.append(panel);
  }
  for (const action of ACTIONS) part(panel, action)?.addEventListener("click", presses[action]);
  part(panel, "methods")?.addEventListener("click", (event) => choose(event, presses));
  return panel;
}

/**
 * The element of that name: `pay` is `.klarna-checkout__pay`.
 * @param {Element} panel
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export const part = (panel, name) => panel.querySelector(`.${ROOT}__${name}`);

/** The parts of a new panel, in their order. */
function parts() {
  const methods = make("fieldset", "methods", { hidden: true });
  methods.append(make("legend", "legend"));
  const actions = make("div", "actions");
  actions.append(
    ...["retry", "check", "stop", "change"].map((name) =>
      make("button", name, { type: "button", hidden: true }),
    ),
  );
  const status = make("p", "status", { tabIndex: -1 });
  status.setAttribute("role", "status");
  const problem = make("div", "problem", { tabIndex: -1 });
  problem.setAttribute("role", "alert");
  return [
    methods,
    make("div", "widget"),
    make("div", "review", { hidden: true }),
    make("ul", "terms", { hidden: true }),
    status,
    problem,
    actions,
    make("button", "pay", { type: "button", disabled: true }),
  ];
}

/**
 * @param {string} tag
 * @param {string} name
 * @param {object} [properties]
 */
function make(tag, name, properties = {}) {
  const element = document.createElement(tag);
  element.className = `${ROOT}__${name}`;
  return Object.assign(element, properties);
}

/**
 * A radio is clicked by its keys, too. A choice that does not count is undone by the browser.
 * @param {Event} event
 * @param {Presses} presses
 */
function choose(event, presses) {
  const { target } = event;
  if (target instanceof HTMLInputElement && !presses.choose(target.value)) event.preventDefault();
}

/**
 * Draws a view.
 * @param {HTMLElement} panel
 * @param {View} view
 */
export function draw(panel, view) {
  panel.dataset.state = view.state;
  if (view.reason) panel.dataset.reason = view.reason;
  else delete panel.dataset.reason;
  panel.setAttribute("aria-busy", String(view.busy));
  show(panel, "widget", view.widget);
  show(panel, "review", view.review);
  show(panel, "methods", view.methods.length > 0);
  show(panel, "terms", view.terms.length > 0);
  write(part(panel, "legend"), view.legend);
  write(part(panel, "status"), view.status);
  write(part(panel, "problem"), view.problem);
  for (const action of ACTIONS) drawAction(part(panel, action), view[action]);
  drawMethods(part(panel, "methods"), view.methods);
  drawTerms(part(panel, "terms"), view.terms);
}

/**
 * @param {Element} panel
 * @param {string} name
 * @param {boolean} shown
 */
function show(panel, name, shown) {
  const element = part(panel, name);
  if (element) element.hidden = !shown;
}

/**
 * Writes a text only where it differs: a live region speaks whatever is written into it.
 * @param {Element | null} element
 * @param {string} text
 */
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element | null} button
 * @param {ActionView} view
 */
function drawAction(button, { label, shown, enabled }) {
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = !shown;
  button.disabled = !enabled;
  write(button, label);
}

/**
 * Draws the radios anew where the payment methods differ, and marks the chosen one.
 * @param {HTMLElement | null} fieldset
 * @param {MethodView[]} methods
 */
function drawMethods(fieldset, methods) {
  if (!fieldset) return;
  const looks = methods
    .map(({ category, name, logo }) => JSON.stringify([category, name, logo]))
    .join();
  if (drawn.get(fieldset) !== looks) {
    drawn.set(fieldset, looks);
    const group = groupOf(fieldset);
    fieldset.replaceChildren(
      ...[...fieldset.children].slice(0, 1),
      ...methods.map((it) => radio(it, group)),
    );
  }
  const radios = fieldset.querySelectorAll("input");
  for (const [at, { chosen, enabled }] of methods.entries()) {
    Object.assign(radios[at], { checked: chosen, disabled: !enabled });
  }
}

/** The payment methods that a fieldset shows. @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @type {WeakMap<Element, string>} */
const groups = new WeakMap();
let lastGroup = 0;

/**
 * Radios of one name are one choice: each fieldset of a page has a name of its own.
 * @param {Element} fieldset
 */
function groupOf(fieldset) {
  const group = groups.get(fieldset) ?? `${ROOT}-element-method-${lastGroup++}`;
  groups.set(fieldset, group);
  return group;
}

/**
 * A radio, with the name and the logo that Klarna gives.
 * @param {MethodView} method
 * @param {string} group
 */
function radio({ category, name, logo }, group) {
  const label = make("label", "method");
  const input = make("input", "radio", { type: "radio", name: group, value: category });
  // In a form around the checkout, it would be sent along, and Enter on it would send the form.
  input.setAttribute("form", "");
  label.append(input);
  // The name stands beside it.
  if (logo) label.append(make("img", "logo", { src: logo, alt: "" }));
  label.append(make("span", "name", { textContent: name }));
  return label;
}

/**
 * The same terms keep their nodes.
 * @param {HTMLElement | null} list
 * @param {string[]} terms
 */
function drawTerms(list, terms) {
  if (!list) return;
  const shown = [...list.children].map(({ textContent }) => textContent);
  if (JSON.stringify(shown) === JSON.stringify(terms)) return;
  list.replaceChildren(...terms.map((textContent) => make("li", "term", { textContent })));
}

/**
 * The view where Klarna cannot be used, because the wasm did not come: offers another try where that
 * can help.
 * @param {string} code
 * @param {import("./types.js").Words} words
 * @returns {View}
 */
export function unavailable(code, words) {
  const retry = code !== "wasm-unsupported";
  const hidden = { label: "", shown: false, enabled: false };
  return {
    state: "failed",
    reason: code,
    busy: false,
    widget: true,
    review: false,
    legend: words.payment_methods,
    methods: [],
    terms: [],
    status: "",
    problem: retry ? words.technical : words.not_offered,
    retry: { label: words.retry, shown: retry, enabled: true },
    check: hidden,
    stop: hidden,
    change: hidden,
    pay: hidden,
  };
}
