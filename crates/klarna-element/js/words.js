// @ts-check
// The words of the page's language. English is in here; another language comes when it is spoken.

import { within } from "./time.js";
import en from "../../../src/text/en.json";

/** @typedef {import("./types.js").Words} Words */

/** @type {Record<string, () => Promise<{ default: Words }>>} */
const OTHERS = {
  de: () => import("./klarna-checkout-de.js"),
  sv: () => import("./klarna-checkout-sv.js"),
};

/** The time that they may take. */
const TIMEOUT_MS = 3000;

/** @type {Words} */
export const ENGLISH = en;

/**
 * Promises the words of a locale: English ones for a language without words, or whose words do not come.
 * @param {string} locale
 * @returns {Promise<Words>}
 */
export async function wordsOf(locale) {
  const load = OTHERS[locale.toLowerCase().split(/[-_]/)[0]];
  if (!load) return ENGLISH;
  const words = await within(load(), TIMEOUT_MS).catch(() => undefined);
  return words?.default ?? ENGLISH;
}
