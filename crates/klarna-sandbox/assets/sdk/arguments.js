// How a call's arguments are read and checked.

const CATEGORIES = [
  "klarna", "pay_later", "pay_now", "pay_over_time", "pay_in_parts",
  "direct_bank_transfer", "direct_debit", "card",
];
// What `klarna` stands for, as `load` writes it into its options.
const OF_KLARNA = [
  "pay_later", "pay_now", "pay_over_time", "direct_debit", "direct_bank_transfer", "klarna",
];
const PAYMENT_METHODS = [
  "base_account", "deferred_interest", "direct_bank_transfer", "direct_debit", "fixed_amount",
  "invoice", "b2b_invoice", "pix",
];

// `(options, data, callback)`, `(options, callback)` or `(callback)`; without a callback the answer
// goes nowhere.
//
// Calls that once took the data first still do: when the *second* argument holds one of
// `optionKeys`, the two change places. A `data` with such a key is silently taken for the options.
function readArguments(given, optionKeys) {
  const callback = given.find((argument) => typeof argument === "function") || (() => {});
  const [first, second] = given.filter((argument) => typeof argument !== "function");
  const [options, data] = [Object(first), Object(second)];
  const swapped = optionKeys.some((key) => key in data);
  return swapped ? { options: data, data: options, callback } : { options, data, callback };
}

function checkNames({ payment_method_category: category, instance_id: id, ...options }) {
  // An empty category is the only one that the session has.
  const one = category === "" ? [] : category ?? [];
  const categories = [].concat(one, options.payment_method_categories ?? []);
  const unknown = categories.find((name) => !CATEGORIES.includes(name));
  if (unknown !== undefined) {
    const name = typeof unknown === "string" ? unknown : typeof unknown;
    throw namedError("PaymentMethodCategoryNotSupportedError", `There is no category "${name}".`);
  }
  // Beside one category it is not looked at.
  if (!category && id != null && !(typeof id === "string" && /^[A-Za-z0-9_-]+$/.test(id))) {
    throw namedError("InvalidInstanceIDError", "An instance_id has letters, digits, _ and - only.");
  }
}

function checkWidgetOptions(options) {
  checkNames(options);
  const { payment_method_category: category, preferred_payment_method: preferred } = options;
  if (options.payment_method_categories && !options.instance_id && category !== "klarna") {
    throw namedError("InstanceIDNotProvidedError", "Several categories need an instance_id.");
  }
  if (preferred && !PAYMENT_METHODS.includes(preferred)) {
    throw namedError("PreferredPaymentMethodNotSupportedError", "That payment method is unknown.");
  }
}

// The options of `authorize`, which also takes categories as the session lists them: as objects.
function withCategoryNames(options) {
  const categories = options.payment_method_categories;
  if (!Array.isArray(categories)) return options;
  const names = categories.map((category) => Object(category).identifier ?? category);
  return { ...options, payment_method_categories: names };
}

// What is not a selector throws a SyntaxError of the browser's.
function findContainer(container) {
  if (container instanceof HTMLElement) return container;
  if (typeof container !== "string") {
    const error = new TypeError("The container has to be a CSS selector or an element.");
    if (standing.unnamed) error.name = "Error";
    throw error;
  }
  const found = document.querySelector(container);
  if (!found) {
    throw namedError("InvalidContainerSelectorError", "The container's selector matches nothing.");
  }
  return found;
}

// What ties `authorize` to its `load`: both have to come to the same name.
function widgetName(options) {
  const kind = session && session.claims.session_type;
  const name = options.instance_id || options.payment_method_category || kind || "payments";
  return String(name).toLowerCase().replaceAll("_", "-");
}
