// @ts-check
// The element's attributes, and the properties that reflect them.

import { KLARNA_SCRIPT } from "../../../src/klarna-early.js";

/** @typedef {import("./types.js").AttributedElement} AttributedElement */

/**
 * Properties that are the text of the attribute, or this where there is none.
 * @type {Record<string, (element: HTMLElement) => string>}
 */
const TEXTS = {
  base: () => "/klarna",
  cart: () => "",
  locale: (element) =>
    regional(/** @type {HTMLElement | null} */ (element.closest("[lang]"))?.lang),
  mode: () => "one-page",
  script: () => KLARNA_SCRIPT,
  category: () => "klarna",
  clientToken: () => "",
  session: () => "",
  preferredPaymentMethod: () => "",
  theme: () => "",
  shape: () => "",
};

/**
 * A language with its country: `sv` is `sv-SE`, for Klarna needs both.
 * @param {string | undefined} lang
 */
function regional(lang) {
  try {
    const { language, region } = new Intl.Locale(lang || "en").maximize();
    return `${language}-${region}`;
  } catch {
    return "en-US";
  }
}

/** Properties that are `true` if the attribute is there. */
const FLAGS = ["grouped", "earlyData", "collectShippingAddress"];

/**
 * `cartVersion` is `cart-version` in HTML.
 * @param {string} property
 */
const attribute = (property) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const PROPERTIES = [...Object.keys(TEXTS), ...FLAGS, "cartVersion"];

/** The attributes that are observed while the element lives. The nonce is the browser's own property. */
export const ATTRIBUTES = PROPERTIES.map(attribute);

/** These are only read at the start; a later change is for the next start. */
export const AT_THE_START = new Set(["category", "client-token", "session"]);

/** Another of these is another session of the same checkout. */
export const IDENTITY = new Set(["cart", "locale"]);

/**
 * The one-time options of the checkout, under the names of the Rust library's `CheckoutOptions`.
 * @param {AttributedElement} element
 */
export function optionsOf(element) {
  const { base, script, nonce, mode, grouped, earlyData, preferredPaymentMethod } = element;
  const { theme, shape, collectShippingAddress } = element;
  return {
    base,
    script,
    nonce: nonce || undefined,
    autoFinalize: mode !== "several-pages",
    grouped,
    earlyData,
    preferredPaymentMethod: preferredPaymentMethod || undefined,
    ...(mode === "express" && { express: { theme, shape, collectShippingAddress } }),
  };
}

/**
 * Defines the properties on the element's class.
 * @param {{ prototype: object }} elementClass
 */
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

/**
 * @param {object} prototype
 * @param {string} property
 * @param {(element: HTMLElement, attribute: string) => unknown} read
 */
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
