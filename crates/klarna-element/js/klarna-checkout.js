// The one module that a page loads: defines <klarna-checkout>.

import { KlarnaCheckoutElement } from "./element.js";

export { KlarnaCheckoutElement };
export { KlarnaCheckoutError } from "./promises.js";

// For the wasm, which shares them with the element: one script, one SDK, one session, one panel.
export * from "../../../src/sdk/klarna.js";
export * from "../../../src/panel/panel.js";
export * from "../../../src/merchant/merchant.js";

// On a server there is nothing to define; twice on a page, the first stays.
if (globalThis.customElements && !customElements.get("klarna-checkout")) {
  customElements.define("klarna-checkout", KlarnaCheckoutElement);
}
