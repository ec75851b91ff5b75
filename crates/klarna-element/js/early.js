// Starts what need not wait for the wasm: Klarna's script, the session, and the widget. The wasm then
// asks the same questions, and is given these answers; where its questions differ, they are nobody's.

import { dropOthers, give, handOver, recall, send, take } from "../../../src/merchant/merchant.js";
import { loadAhead, prepare } from "../../../src/sdk/klarna.js";
import { within } from "./time.js";

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
 * Keeps the session that the page holds for the next request. Gives back its answer, as `read` does,
 * and how to drop it; nothing where there is none.
 */
export function handOverSession(element) {
  const session = handed(element);
  if (!session) return undefined;
  const { url, body } = request(element);
  return { answer: [session], drop: handOver(url, body, session) };
}

/** Asks for the session; again, where nothing came of what the page has asked. */
function fetchSession({ url, body }, asked) {
  const answer = answered(url, body, asked);
  return { answer, drop: give(url, body, answer.then(([, response]) => response)) };
}

async function answered(url, body, asked) {
  const theirs = asked ? await within(read(asked).catch(() => []), SERVER_TIMEOUT_MS) : [];
  // What hangs has failed; what came to nothing is asked again.
  if (!theirs) throw new Error("no answer");
  if (theirs[1]?.ok) return theirs;
  return read(send("POST", url, body, undefined, SERVER_TIMEOUT_MS));
}

/** A body can be read once: its text, and an answer like this one with all of it there. */
async function read(answer) {
  const response = await answer;
  const text = await response.text();
  return [text, new Response(text, response)];
}

/**
 * Starts for an element whose widget will be in the container; only for the only one on the page
 * before the wasm knows it. Gives back `{script, loaded, stop}`: a promise that the script is there, or
 * is not; one that the widget is, or is not begun here; and what to call when the wasm has asked its
 * first questions, or never will.
 */
export function startEarly(element, container) {
  const script = prepare(element.script, element.nonce || undefined, SCRIPT_TIMEOUT_MS);
  // A payment for this cart is unfinished: the server is asked first what became of it.
  if (recall(element.base, element.cart)) return { script, stop: dropOthers };
  const wanted = request(element);
  const asked = take(wanted.url, wanted.body);
  const { answer, drop } = handOverSession(element) ?? fetchSession(wanted, asked);
  let live = true;
  let loaded;
  if (loadsAlone(element)) {
    const { clientToken, category } = element;
    const named = clientToken ? [clientToken, category] : only(answer);
    const ready = script.then((outcome) => outcome === "ready" || Promise.reject());
    loaded = Promise.all([named, ready])
      .then(([[token, its]]) => live && token && its && loadAhead(token, options(element, its, container)))
      // The wasm asks anew, and says what is wrong.
      .catch(() => {});
  }
  return {
    script,
    loaded,
    stop() {
      live = false;
      drop();
      for (const other of dropOthers()) console.warn("<klarna-checkout>: asked early, not used", other.body);
    },
  };
}

/** Whether its widget is the SDK's first and only one, with nothing of the shopper in its load. */
const loadsAlone = (element) =>
  element.mode !== "express" &&
  !element.earlyData &&
  document.getElementsByTagName(element.localName).length === 1;

/** The token and the category of a session that has one category. */
async function only(answer) {
  const [json] = await answer;
  const { client_token: token, payment_method_categories: [first, ...more] } = JSON.parse(json);
  return more.length ? [] : [token, first?.identifier];
}

const options = ({ preferredPaymentMethod: preferred }, category, container) => ({
  container,
  payment_method_category: category,
  ...(preferred && { preferred_payment_method: preferred }),
});
