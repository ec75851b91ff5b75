// @ts-check
// The one module that a page loads: defines <klarna-checkout>.

import { KlarnaCheckoutElement } from "./element.js";

export { KlarnaCheckoutElement };
export { KlarnaCheckoutError } from "./promises.js";

// On a server there is nothing to define; twice on a page, the first stays.
if (globalThis.customElements && !customElements.get("klarna-checkout")) {
  customElements.define("klarna-checkout", KlarnaCheckoutElement);
}

// For the wasm, which shares the page's one early start with the element.
export * from "../../../src/klarna-early.js";
