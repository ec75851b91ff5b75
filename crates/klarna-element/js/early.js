// @ts-check
// The start of an element before the wasm: Klarna's script, the session, and the widget.

import { dropUnclaimed, handOver, sessionRequest, start } from "../../../src/klarna-early.js";

/** @typedef {import("./types.js").AttributedElement} AttributedElement */

/**
 * The sessions that elements have handed over: left in the page, it is not the next cart's, nor the next
 * start's.
 * @type {WeakMap<Element, string>}
 */
const used = new WeakMap();

/**
 * Returns the session that the page holds, in the attribute or in a script element with JSON in it; once.
 * @param {AttributedElement} element
 */
function handed(element) {
  const script = element.querySelector('script[type="application/json"]');
  const session = element.session || script?.textContent?.trim();
  if (!session || used.get(element) === session) return undefined;
  used.set(element, session);
  return session;
}

/**
 * Starts for an element whose widget will be in the container; loads the widget only where it is the only
 * one on the page.
 * @param {AttributedElement} element
 * @param {Element} container
 */
export function startEarly(element, container) {
  const { base, cart, locale, script, nonce, mode, preferredPaymentMethod, clientToken, category } =
    element;
  const early = start(
    {
      base,
      cart,
      locale,
      script,
      nonce: nonce || undefined,
      autoFinalize: mode !== "several-pages",
      preferredPaymentMethod: preferredPaymentMethod || undefined,
      session: handed(element),
      widget: clientToken ? { clientToken, category } : undefined,
      container: loadsAlone(element) ? () => container : undefined,
    },
    true,
  );
  return {
    ...early,
    /** The checkout has asked its first questions, or never will. */
    stop() {
      early.stop();
      for (const body of dropUnclaimed())
        console.warn("<klarna-checkout>: asked early, not used", body);
    },
  };
}

/**
 * Keeps the session that the page holds now for the next request. Returns how to drop it.
 * @param {AttributedElement} element
 */
export function handOverSession(element) {
  const session = handed(element);
  if (!session) return undefined;
  const { base, cart, locale, mode } = element;
  const { url, body } = sessionRequest(base, cart, locale, mode !== "several-pages");
  return handOver(url, body, session);
}

/**
 * Returns `true` if the element's widget is the SDK's first and only one, with nothing of the shopper in
 * its load.
 * @param {AttributedElement} element
 */
const loadsAlone = (element) =>
  element.mode !== "express" &&
  !element.earlyData &&
  document.getElementsByTagName(element.localName).length === 1;
