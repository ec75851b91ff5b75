// The words of the page's language. English is in here; another language comes when it is spoken.

import { within } from "./time.js";
import en from "../../../src/text/en.json";

const OTHERS = {
  de: () => import("./klarna-checkout-de.js"),
  sv: () => import("./klarna-checkout-sv.js"),
};

/** How long they may take. */
const TIMEOUT_MS = 3000;

export const ENGLISH = en;

/** Promises the words of a locale: English ones where nobody speaks it, or they do not come. */
export async function wordsOf(locale) {
  const load = OTHERS[locale.toLowerCase().split(/[-_]/)[0]];
  if (!load) return en;
  const words = await within(load(), TIMEOUT_MS).catch(() => {});
  return words?.default ?? en;
}
