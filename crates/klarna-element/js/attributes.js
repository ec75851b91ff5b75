// The element's attributes, and the properties that reflect them.

import { SCRIPT } from "./early.js";

/** Properties that are the text of the attribute, or this where there is none. */
const TEXTS = {
  base: () => "/klarna",
  cart: () => "",
  locale: (element) => regional(element.closest("[lang]")?.lang),
  mode: () => "one-page",
  script: () => SCRIPT,
  category: () => "klarna",
  clientToken: () => "",
  session: () => "",
  preferredPaymentMethod: () => "",
  theme: () => "",
  shape: () => "",
};

/** A language with its country: `sv` is `sv-SE`, for Klarna needs both. */
function regional(lang) {
  try {
    const { language, region } = new Intl.Locale(lang || "en").maximize();
    return `${language}-${region}`;
  } catch {
    return "en-US";
  }
}

/** Properties that say whether the attribute is there. */
const FLAGS = ["grouped", "earlyData", "collectShippingAddress"];

/** `cartVersion` is `cart-version` in HTML. */
const attribute = (property) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const PROPERTIES = [...Object.keys(TEXTS), ...FLAGS, "cartVersion"];

/** What is heard of while the element lives. The nonce is the browser's own property. */
export const ATTRIBUTES = PROPERTIES.map(attribute);

/** These are only read at the start; what they say later is for the next one. */
export const AT_THE_START = new Set(["category", "client-token", "session"]);

/** Another of these is another session of the same checkout. */
export const IDENTITY = new Set(["cart", "locale"]);

/** Defines the properties on the element's class. */
export function reflect({ prototype }) {
  for (const [property, missing] of Object.entries(TEXTS)) {
    define(prototype, property, (element, name) => element.getAttribute(name) || missing(element));
  }
  for (const property of FLAGS) {
    define(prototype, property, (element, name) => element.hasAttribute(name));
  }
  define(prototype, "cartVersion", (element, name) => {
    const text = element.getAttribute(name);
    const version = Number(text);
    return text && Number.isSafeInteger(version) && version >= 0 ? version : null;
  });
}

function define(prototype, property, read) {
  const name = attribute(property);
  Object.defineProperty(prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return read(this, name);
    },
    set(value) {
      if (value === null || value === undefined || value === false) this.removeAttribute(name);
      else this.setAttribute(name, value === true ? "" : value);
    },
  });
}
