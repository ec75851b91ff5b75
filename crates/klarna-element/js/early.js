// Starts what need not wait for the wasm: Klarna's script, the session, and the widget. The wasm then
// asks the same questions, and is given these answers; where its questions differ, they are nobody's.

import { handOver, give } from "../../../src/merchant/ahead.js";
import { loadAhead, prepare } from "../../../src/sdk/klarna.js";

/** Klarna's own script. */
export const SCRIPT = "https://x.klarnacdn.net/kp/lib/v1/api.js";

// As long as the checkout itself gives them.
const SCRIPT_TIMEOUT_MS = 10000;
const SERVER_TIMEOUT_MS = 20000;

/** The request for the element's session, as the wasm makes it. */
function request(element) {
  const { base, cart, locale, mode } = element;
  const several = mode === "several-pages";
  return {
    url: `${base.replace(/\/+$/, "")}/sessions`,
    body: JSON.stringify({ cart, locale, ...(several && { auto_finalize: false }) }),
  };
}

/** What each element has handed over: left in the page, it is not the next cart's, nor the next start's. */
const used = new WeakMap();

/** The session that the page holds, in the attribute or in a script element with JSON in it; once. */
function handed(element) {
  const session =
    element.session || element.querySelector('script[type="application/json"]')?.textContent.trim();
  if (!session || used.get(element) === session) return undefined;
  used.set(element, session);
  return session;
}

/**
 * Keeps the session that the page holds for the next request. Gives back its answer and how to drop
 * it; nothing where there is none.
 */
export function handOverSession(element) {
  const session = handed(element);
  if (!session) return undefined;
  const { url, body } = request(element);
  const drop = handOver(url, body, session);
  return { answer: Promise.resolve(new Response(session)), drop };
}

function fetchSession(element) {
  const { url, body } = request(element);
  const answer = fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body,
    signal: AbortSignal.timeout(SERVER_TIMEOUT_MS),
  });
  return { answer, drop: give(url, body, answer.then((response) => response.clone())) };
}

/** Whether a payment for this cart is unfinished: then the server is asked first what became of it. */
function isUnfinished({ base, cart }) {
  try {
    return sessionStorage.getItem(`klarna-checkout ${base} ${cart}`) !== null;
  } catch {
    return false;
  }
}

/**
 * Starts for an element whose widget will be in the container; only for the only one on the page
 * before the wasm knows it. Gives back `{script, stop}`: a promise that the script is there, or is
 * not, and what to call when the wasm has asked its first questions, or never will.
 */
export function startEarly(element, container) {
  const script = prepare(element.script, element.nonce || undefined, SCRIPT_TIMEOUT_MS);
  if (isUnfinished(element)) return { script, stop: () => {} };
  const { answer, drop } = handOverSession(element) ?? fetchSession(element);
  let live = true;
  const load = (token, category) => {
    if (live && token && category) loadAhead(token, options(element, category, container));
  };
  if (loadsAlone(element)) {
    const { clientToken, category } = element;
    const named = clientToken ? Promise.resolve([clientToken, category]) : answer.then(only);
    Promise.all([named, script])
      .then(([[token, its], outcome]) => outcome === "ready" && load(token, its))
      // The wasm asks anew, and says what is wrong.
      .catch(() => {});
  }
  return {
    script,
    stop() {
      live = false;
      drop();
    },
  };
}

/** Whether its widget is the SDK's first and only one, with nothing of the shopper in its load. */
const loadsAlone = (element) =>
  element.mode !== "express" &&
  !element.earlyData &&
  document.getElementsByTagName(element.localName).length === 1;

/** The token and the category of a session that has one category. */
async function only(response) {
  const { client_token: token, payment_method_categories: [first, ...more] } = await response.json();
  return more.length ? [] : [token, first?.identifier];
}

const options = ({ preferredPaymentMethod: preferred }, category, container) => ({
  container,
  payment_method_category: category,
  ...(preferred && { preferred_payment_method: preferred }),
});
