// Draws a checkout into its panel's elements. What is shown is decided in Rust, by name: here the
// names become words of the page's language, and go where something differs.

const PART = "klarna-checkout__";

/** The element of that name: `pay` is `.klarna-checkout__pay`. */
const part = (root, name) => root.querySelector(`.${PART}${name}`);

function make(parent, tag, name) {
  const element = document.createElement(tag);
  element.className = PART + name;
  parent.append(element);
  return element;
}

/** Writes a text only where it differs: a live region speaks whatever is written into it. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Draws a view (`src/panel/view.rs`) with the words of a language. */
export function paint(root, view, words, locale) {
  root.dataset.state = view.state;
  if (view.reason) root.dataset.reason = view.reason;
  else delete root.dataset.reason;
  root.setAttribute("aria-busy", view.busy);
  const { methods = [], terms } = view;
  for (const [name, shown, text] of [
    ["widget", view.widget],
    ["review", view.review],
    ["methods", methods.length],
    ["legend", true, words.methods],
    ["terms", terms],
    ["status", true, words[view.status] ?? ""],
    ["problem", true, problem(view, words)],
    ["retry", view.retry, words.retry],
    ["check", view.check, words.check],
    ["stop", view.stop, words.stop_waiting],
    ["change", view.change, words.change],
    ["pay", view.pay, words[view.pay]],
  ]) {
    const element = part(root, name);
    if (!element) continue;
    element.hidden = !shown;
    if (text !== undefined) write(element, text);
    if (name === "pay") element.disabled = !view.enabled;
    if (name === "methods") paintMethods(element, methods);
    if (name === "terms") paintTerms(element, terms ? lines(terms, words, locale) : []);
  }
}

/** What has to be noticed: with the fields, each as the page calls it. */
function problem({ problem, fields = [] }, words) {
  const text = words[problem] ?? "";
  return fields.length ? `${text} ${fields.map(label).join(", ")}` : text;
}

/** Draws the radios anew where the ways to pay differ, and marks the chosen one. */
function paintMethods(fieldset, methods) {
  const drawn = methods.map(({ category }) => category.identifier).join(" ");
  if (fieldset.dataset.methods !== drawn) {
    fieldset.dataset.methods = drawn;
    fieldset.querySelectorAll("label").forEach((label) => label.remove());
    for (const { category } of methods) drawMethod(fieldset, category);
  }
  const radios = fieldset.querySelectorAll("input");
  methods.forEach(({ chosen, offered }, at) =>
    Object.assign(radios[at], { checked: chosen, disabled: !offered }),
  );
}

/** A radio, with the name and the logo that Klarna gives. */
function drawMethod(fieldset, { identifier, name, asset_urls }) {
  const label = make(fieldset, "label", "method");
  const radio = make(label, "input", "radio");
  radio.type = "radio";
  radio.value = identifier;
  // In a form around the checkout, it would be sent along, and Enter on it would send the form.
  radio.setAttribute("form", "");
  // Radios of one name are one choice: each fieldset of a page has a name of its own.
  radio.name = named(fieldset);
  // The name stands beside it.
  if (asset_urls?.standard) Object.assign(make(label, "img", "logo"), { src: asset_urls.standard, alt: "" });
  make(label, "span", "name").textContent = name;
}

/** The same terms keep their nodes. */
function paintTerms(list, lines) {
  if (list.textContent === lines.join("")) return;
  list.replaceChildren();
  for (const line of lines) make(list, "li", "term").textContent = line;
}

/** What a shopper has to know before signing up. */
const lines = ({ today, subscriptions, stored }, words, locale) => [
  fill(words.today, { amount: money(today, locale) }),
  ...subscriptions.map(({ name, amount, interval, interval_count: n, next_charge_on }) =>
    fill(words.subscription, {
      name,
      amount: money(amount, locale),
      every: n === 1 ? words.every[interval][0] : fill(words.every[interval][1], { n }),
      date: date(next_charge_on, locale),
    }),
  ),
  words[stored],
];

/** Puts values into the places of a pattern: `{name}`. */
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? "");

/** An amount as the locale writes it. Klarna's minor units are hundredths in every currency. */
const money = ({ minor_units, currency }, locale) =>
  inLocale(locale, (it) => (minor_units / 100).toLocaleString(it, { style: "currency", currency }));

/** A day as the locale writes it. */
function date(day, locale) {
  const date = new Date(day);
  if (Number.isNaN(date.getTime())) return day;
  return inLocale(locale, (it) => date.toLocaleDateString(it, { dateStyle: "long", timeZone: "UTC" }));
}

/** A locale that the browser cannot read throws: its own serves then. */
function inLocale(locale, write) {
  try {
    return write(locale);
  } catch {
    return write();
  }
}

/** Moves the focus to pay, to the message, or to the first of the marked inputs, unless the shopper is elsewhere. */
export function focus(root, target) {
  const { activeElement: focused, body } = document;
  // Klarna's overlay, which the page has just hidden, holds the focus for a moment longer.
  const free = !focused || focused === body || focused.offsetHeight === 0 || root.contains(focused);
  if (!free) return;
  const message = part(root, part(root, "problem")?.textContent ? "problem" : "status");
  const marked = target === "fields" && firstMarked();
  (marked || (target === "pay" ? part(root, "pay") : message))?.focus();
}

/** The name and the value of the button or the radio that was clicked; nothing for anything else. */
export function pressed(clicked) {
  const element = clicked?.closest?.("button, input");
  return element?.className.startsWith(PART) ? [element.className.slice(PART.length), element.value] : undefined;
}

/**
 * Where the widget of that category goes: an element of its own in the container, or, where there is
 * nothing to choose, the container itself. What belongs to another choice is hidden: a widget keeps
 * what the shopper did in it while another one is shown.
 */
export function placeOf(container, category) {
  let own;
  for (const child of container.children) {
    child.hidden = child.dataset.category !== category;
    if (!child.hidden) own = child;
  }
  if (category === undefined) return container;
  if (!own) {
    own = make(container, "div", "category");
    own.dataset.category = category;
  }
  return own;
}

/** Where Klarna's review of what was agreed to goes; emptied. */
export function placeOfReview(container) {
  const review = container.closest(".klarna-checkout")?.querySelector(`.${PART}review`);
  review?.replaceChildren();
  return review ?? undefined;
}

// The page's own inputs that Klarna objects to: marked, described, and cleared by typing. An input says
// which of Klarna's fields it is for in its attribute `data-klarna-field`:
// `<input data-klarna-field="billing_address.email">`.

const DESCRIBED = "aria-describedby";

/** The document's input for a field. A path of Klarna's may hold what a selector takes for syntax. */
const find = (path) =>
  [...document.querySelectorAll("[data-klarna-field]")].find((it) => it.dataset.klarnaField === path);

/** The first input that is marked. */
const firstMarked = () => document.querySelector("[data-klarna-field][aria-invalid=true]");

/** What the page calls a field: the label of its input. Otherwise the field's own name, readable. */
const label = (path) =>
  find(path)?.labels?.[0]?.textContent.trim() || path.split(".").pop().replaceAll("_", " ");

let number = 0;

/**
 * A name that no other element has: the element's id, which it is given now if it has none. Not part
 * of what is drawn, so that a server and its client need not count alike.
 */
const named = (element) => (element.id ||= `klarna-checkout-${++number}`);

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
