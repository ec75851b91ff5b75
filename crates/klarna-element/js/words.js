// The words of the page's language. English is in here; another language comes when it is spoken.

import en from "../../../src/text/en.json";

const OTHERS = {
  de: () => new URL("./klarna-checkout-de.json", import.meta.url),
  sv: () => new URL("./klarna-checkout-sv.json", import.meta.url),
};

/** How long they may take. */
const TIMEOUT_MS = 3000;

export const ENGLISH = en;

/** Promises the words of a locale: English ones where nobody speaks it, or they do not come. */
export async function wordsOf(locale) {
  const url = OTHERS[locale.toLowerCase().split(/[-_]/)[0]];
  if (!url) return en;
  try {
    return await (await fetch(url(), { signal: AbortSignal.timeout(TIMEOUT_MS) })).json();
  } catch {
    return en;
  }
}
