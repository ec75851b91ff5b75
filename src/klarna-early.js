// @ts-check
// What a page can start before the checkout's wasm is there: Klarna's script, the session, `init` and
// `load`. The wasm asks the same questions later; a question that was asked here, word for word, gets
// the answer that is there or on its way. Any other is asked anew.
//
// A page may hold several copies of this module: its own, the wasm's and another build's. So what is
// under way is kept on the page, under one symbol.

/**
 * @typedef {"ready" | "script-blocked" | "script-timeout" | "sdk-missing"} ScriptOutcome
 * @typedef {{ result?: unknown, threw?: true, refused?: true }} LoadOutcome `refused`: by `init`.
 * @typedef {{ container: Element } & Record<string, unknown>} LoadOptions
 * @typedef {{ url: string, body: string }} SessionRequest
 * @typedef {{ url: string, body: string, answer: Promise<Response>, isOwned: boolean }} EarlyAnswer `isOwned`: a
 *   checkout on the page has asked for it, and drops it.
 * @typedef {object} Load A `load` that was begun, or that waits for its turn.
 * @property {Element} container
 * @property {string} clientToken
 * @property {boolean} [begun]
 * @property {boolean} [done]
 * @property {boolean} [outdated]
 * @property {Promise<LoadOutcome>} [answer]
 */

/**
 * @typedef {object} PageState
 * @property {Map<string, Promise<ScriptOutcome>>} scripts One script for each URL.
 * @property {Map<string, number>} failures
 * @property {string} [current] The token that the page's one SDK was started with last.
 * @property {Load} [lastLoad]
 * @property {WeakMap<Element, { question: string, answer: Promise<LoadOutcome> } | undefined>} loads The load
 *   that was begun ahead for a container; `undefined` once a checkout has loaded into it.
 * @property {EarlyAnswer[]} answers
 * @property {SecurityPolicyViolationEvent[]} violations What the page's content security policy blocked.
 */

const KEY = Symbol.for("klarna-checkout");

const global = /** @type {any} */ (globalThis);

/** @type {PageState} */
const page = global[KEY] ?? begin();
global[KEY] = page;

/** @returns {PageState} */
function begin() {
  /** @type {SecurityPolicyViolationEvent[]} */
  const violations = [];
  globalThis.document?.addEventListener("securitypolicyviolation", (event) =>
    violations.push(event),
  );
  return {
    scripts: new Map(),
    failures: new Map(),
    loads: new WeakMap(),
    answers: [],
    violations,
  };
}

/** Klarna's own script. */
export const KLARNA_SCRIPT = "https://x.klarnacdn.net/kp/lib/v1/api.js";

// As long as the checkout itself gives them.
const SCRIPT_TIMEOUT_MS = 10000;
const SERVER_TIMEOUT_MS = 20000;

// --- The SDK's script -------------------------------------------------------------------------------

/** How long a script that has run may take to define its global: in Klarna's app it waits first. */
const GLOBAL_GRACE_MS = 2000;

const payments = () => global.Klarna?.Payments;

/**
 * Calls `then` once Klarna.Payments is there; keeps the callback that the page had before.
 * @param {() => void} then
 */
function whenAnnounced(then) {
  const previous = global.klarnaAsyncCallback;
  global.klarnaAsyncCallback = function (/** @type {unknown[]} */ ...args) {
    if (typeof previous === "function") previous.apply(this, args);
    then();
  };
}

/**
 * Sees that Klarna's script is in the page, and promises what came of it. A failed one is asked for anew.
 * @param {string} url
 * @param {string | undefined} nonce For the tag, where the page's content security policy asks for one.
 * @param {number} timeoutMs
 * @returns {Promise<ScriptOutcome>}
 */
export function prepare(url, nonce, timeoutMs) {
  if (payments()) return Promise.resolve("ready");
  let script = page.scripts.get(url);
  if (!script) {
    script = insert(url, nonce, timeoutMs);
    page.scripts.set(url, script);
    script.then((outcome) => {
      if (outcome === "ready") return;
      page.scripts.delete(url);
      page.failures.set(url, (page.failures.get(url) ?? 0) + 1);
    });
  }
  return script;
}

/**
 * @param {string} url
 * @param {string | undefined} nonce
 * @param {number} timeoutMs
 * @returns {Promise<ScriptOutcome>}
 */
function insert(url, nonce, timeoutMs) {
  return new Promise((resolve) => {
    /** @type {ReturnType<typeof setTimeout>[]} */
    const timers = [];
    // A browser lets a second request for a URL wait for the first, which may hang: a retry has a
    // URL of its own.
    const failed = page.failures.get(url);
    /** @type {HTMLScriptElement | undefined} */
    let tag;
    const settle = (/** @type {ScriptOutcome} */ outcome) => {
      timers.forEach(clearTimeout);
      // A tag that failed never fires again: the next attempt needs one of its own.
      if (outcome !== "ready") tag?.remove();
      resolve(outcome);
    };
    const check = () => {
      const there = Boolean(payments());
      if (there) settle("ready");
      return there;
    };
    const own = () => {
      tag = document.createElement("script");
      tag.src = failed ? `${url}${url.includes("?") ? "&" : "?"}retry=${failed}` : url;
      tag.async = true;
      if (nonce) tag.nonce = nonce;
      tag.addEventListener("error", () => settle("script-blocked"));
      tag.addEventListener("load", () => {
        if (!check())
          timers.push(setTimeout(() => check() || settle("sdk-missing"), GLOBAL_GRACE_MS));
      });
      document.head.append(tag);
    };
    whenAnnounced(check);
    timers.push(setTimeout(() => check() || settle("script-timeout"), timeoutMs));
    const theirs = [...document.scripts].find(
      (script) => script.src === new URL(url, document.baseURI).href,
    );
    if (theirs && !failed) {
      // The page's own tag: it may be on its way, or have failed before this module could listen.
      theirs.addEventListener("load", check);
      theirs.addEventListener("error", own);
      timers.push(setTimeout(() => check() || tag || own(), timeoutMs / 2));
    } else {
      own();
    }
  });
}

// --- `init` and `load` ------------------------------------------------------------------------------

/**
 * Starts the SDK with a token. Returns `true` if the SDK took it.
 * @param {string} clientToken
 */
export function init(clientToken) {
  page.current = undefined;
  try {
    payments().init({ client_token: clientToken });
  } catch {
    return false;
  }
  page.current = clientToken;
  return true;
}

/**
 * Returns `true` if the SDK still has this token, and no other checkout has started it since.
 * @param {string} clientToken
 */
export const holds = (clientToken) => page.current === clientToken;

/**
 * Notes the token that the SDK was started with by other means than `init`.
 * @param {string | undefined} clientToken
 */
export function setCurrent(clientToken) {
  page.current = clientToken;
}

/** How long a load waits for another checkout's to be answered. */
const TURN_MS = 10000;

/**
 * Starts the SDK with a token and loads a widget. Promises what came of it; never rejects.
 *
 * One checkout after the other: where the SDK is started anew before a load is answered, that load
 * never is. A checkout's own next load need not wait.
 * @param {string} clientToken
 * @param {LoadOptions} options
 * @param {object} data
 * @returns {Promise<LoadOutcome>}
 */
export function load(clientToken, options, data) {
  return takeLoad(clientToken, options, data) ?? enqueue(clientToken, options, data);
}

/**
 * Loads once it is this load's turn.
 * @param {string} clientToken
 * @param {LoadOptions} options
 * @param {object} data
 * @returns {Promise<LoadOutcome>}
 */
function enqueue(clientToken, options, data) {
  const { container } = options;
  const before = page.lastLoad;
  /** @type {Load} */
  const mine = { container, clientToken };
  page.lastLoad = mine;
  /** @returns {LoadOutcome | Promise<LoadOutcome>} */
  const begin = () => {
    mine.begun = true;
    // The checkout that waited may have left, or asked anew.
    if (!container.isConnected || mine.outdated) return { threw: true };
    return init(clientToken) ? callLoad(options, data) : { refused: true };
  };
  // Nothing is lost to a load of the same session, nor is one that its checkout has left behind.
  const harmless =
    before?.begun && (before.clientToken === clientToken || !before.container.isConnected);
  if (!before || before.done || harmless || before.container === container) {
    if (before?.container === container) before.outdated = true;
    mine.answer = Promise.resolve(begin());
  } else {
    const turn = new Promise((resolve) => setTimeout(resolve, TURN_MS));
    mine.answer = Promise.race([before.answer, turn]).then(begin);
  }
  mine.answer.then(() => (mine.done = true));
  return mine.answer;
}

/**
 * Calls the SDK's `load`, now. On misuse the SDK calls back with a negative result and then throws: the
 * throw is the answer. A promise takes one answer only.
 * @param {LoadOptions} options
 * @param {object} data
 * @returns {Promise<LoadOutcome>}
 */
function callLoad(options, data) {
  let threw = false;
  const answer = new Promise((resolve) => {
    try {
      // A copy: the SDK writes into its options, and loads are compared by them.
      payments().load({ ...options }, data, resolve);
    } catch {
      threw = true;
    }
  });
  return threw ? Promise.resolve({ threw: true }) : answer.then((result) => ({ result }));
}

/**
 * The text by which two loads into one container are the same.
 * @param {string} clientToken
 * @param {LoadOptions} options
 * @param {object} data
 */
const question = (clientToken, { container, ...options }, data) =>
  JSON.stringify([clientToken, options, data]);

/**
 * Loads a widget for the checkout that will ask for the same in that container. Does nothing where a
 * checkout has loaded its own already: that one is what the shopper pays.
 * @param {string} clientToken
 * @param {LoadOptions} options
 */
function loadAhead(clientToken, options) {
  if (page.loads.has(options.container)) return undefined;
  const answer = enqueue(clientToken, options, {});
  page.loads.set(options.container, { question: question(clientToken, options, {}), answer });
  return answer;
}

/**
 * Returns the answer to that very load, once, if it was asked for ahead and the SDK still has the token.
 * @param {string} clientToken
 * @param {LoadOptions} options
 * @param {object} data
 */
function takeLoad(clientToken, options, data) {
  const found = page.loads.get(options.container);
  page.loads.set(options.container, undefined);
  const same = found?.question === question(clientToken, options, data);
  return same && holds(clientToken) ? found.answer : undefined;
}

// --- The session ------------------------------------------------------------------------------------

/**
 * Returns the request for a cart's session: `POST {base}/sessions` of the contract.
 * @param {string} base
 * @param {string} cart
 * @param {string} locale
 * @param {boolean} autoFinalize
 * @returns {SessionRequest}
 */
export const sessionRequest = (base, cart, locale, autoFinalize) => ({
  url: `${base.replace(/\/+$/, "")}/sessions`,
  body: JSON.stringify({ cart, locale, ...(!autoFinalize && { auto_finalize: false }) }),
});

/**
 * Sends the request, and promises its `Response`.
 * @param {SessionRequest} request
 */
function send({ url, body }) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(SERVER_TIMEOUT_MS);
  return fetch(new Request(url, { method: "POST", body, headers, signal }));
}

/**
 * Returns the answer to this very request, once; `undefined` where there is none.
 * @param {string} url
 * @param {string} body
 * @returns {Promise<Response> | undefined}
 */
export function takeAnswer(url, body) {
  const found = page.answers.find((early) => early.url === url && early.body === body);
  if (found) drop(found);
  return found?.answer;
}

/**
 * Keeps a session that the page already has, as the answer to that request, in the place of one that was
 * asked for. Returns how to drop it.
 * @param {string} url
 * @param {string} body
 * @param {string} session JSON.
 */
export function handOver(url, body, session) {
  takeAnswer(url, body);
  const answer = Promise.resolve(new Response(session, { status: 201 }));
  return keep({ url, body, answer, isOwned: true });
}

/** @param {EarlyAnswer} early */
function keep(early) {
  // Avoids an unhandled rejection; the consumer handles the error.
  early.answer.catch(() => {});
  page.answers.push(early);
  return () => drop(early);
}

/** @param {EarlyAnswer} early */
function drop(early) {
  page.answers = page.answers.filter((other) => other !== early);
}

/**
 * Drops the answers that a page has asked for by itself and no checkout took: later they are too old.
 * Returns the bodies of their requests.
 */
export function dropUnclaimed() {
  const unclaimed = page.answers.filter(({ isOwned }) => !isOwned);
  unclaimed.forEach(drop);
  return unclaimed.map(({ body }) => body);
}

/**
 * The name under which the tab's session storage keeps what a checkout has to finish after a reload.
 * @param {string} base
 * @param {string} cart
 */
export const storageKey = (base, cart) => `klarna-checkout ${base} ${cart}`;

/**
 * Returns `true` if a payment for this cart is unfinished: the server has to be asked first what became
 * of it.
 * @param {string} base
 * @param {string} cart
 */
function isUnfinished(base, cart) {
  try {
    return sessionStorage.getItem(storageKey(base, cart)) !== null;
  } catch {
    // A browser without storage has kept nothing.
    return false;
  }
}

/** Returns what the page's content security policy has blocked since the first copy of this module ran. */
export const violations = () => page.violations;

// --- The start --------------------------------------------------------------------------------------

/**
 * @typedef {object} StartOptions The checkout that will be started: the same values as its own.
 * @property {string} cart
 * @property {string} locale
 * @property {string} [base] `/klarna`.
 * @property {string} [script] Klarna's own.
 * @property {string} [nonce]
 * @property {boolean} [autoFinalize] `true`.
 * @property {string} [preferredPaymentMethod]
 * @property {string} [session] The session's JSON, where the page has it.
 * @property {{ clientToken: string, category: string }} [widget] The widget to load, where the page knows
 *   it before the session is there.
 * @property {() => Element | null | undefined} [container] Finds the element of Klarna's widget, once it
 *   is needed. Left out, or where it finds none, the widget is loaded by the checkout.
 */

/**
 * Starts what need not wait for the wasm: Klarna's script, the session, and the widget.
 *
 * Promises, in `script`, that the script has come or failed, and, in `loaded`, that the widget is there,
 * or will not be loaded here. `stop` is for when the checkout has asked its first questions, or never
 * will: an answer that was not taken is too old for a later checkout. It is called after 20 s otherwise.
 * @param {StartOptions} options
 * @param {boolean} [isOwned] `true` where a checkout on the page asks, and not the page by itself.
 */
export function start(options, isOwned = false) {
  const {
    cart,
    locale,
    base = "/klarna",
    script: url = KLARNA_SCRIPT,
    nonce,
    autoFinalize = true,
  } = options;
  const script = prepare(url, nonce, SCRIPT_TIMEOUT_MS);
  if (isUnfinished(base, cart)) return { script, loaded: Promise.resolve(), stop() {} };
  const request = sessionRequest(base, cart, locale, autoFinalize);
  const { text, dropAnswer } = session(request, options.session, isOwned);
  let live = true;
  const stop = () => {
    live = false;
    dropAnswer();
  };
  setTimeout(stop, SERVER_TIMEOUT_MS);
  const loaded = loadWidget(options, script, text, () => live);
  return { script, loaded, stop };
}

/**
 * Asks for the session, or takes it as it is. `text` promises its JSON.
 * @param {SessionRequest} request
 * @param {string | undefined} session
 * @param {boolean} isOwned
 */
function session(request, session, isOwned) {
  const { url, body } = request;
  if (session) return { text: Promise.resolve(session), dropAnswer: handOver(url, body, session) };
  // Where nothing came of an earlier start, the server is asked again.
  const successful = (/** @type {Response} */ response) =>
    response.ok ? response : Promise.reject(response);
  const asked =
    takeAnswer(url, body)
      ?.then(successful)
      .catch(() => send(request)) ?? send(request);
  const read = asked.then(async (response) => {
    const text = await response.text();
    // A body can be read once: an answer like this one with all of it there.
    return { text, response: new Response(text, response) };
  });
  const text = read.then(({ text }) => text);
  text.catch(() => {});
  return {
    text,
    dropAnswer: keep({ url, body, answer: read.then(({ response }) => response), isOwned }),
  };
}

/**
 * Loads the widget of a session that has one category, where its element is in the page by then.
 * @param {StartOptions} options
 * @param {Promise<ScriptOutcome>} script
 * @param {Promise<string>} text
 * @param {() => boolean} isLive
 */
async function loadWidget(
  { widget, container, preferredPaymentMethod: preferred },
  script,
  text,
  isLive,
) {
  if (!container) return;
  try {
    const { clientToken, category } = widget ?? only(JSON.parse(await text));
    if ((await script) !== "ready" || !isLive() || !clientToken || !category) return;
    const element = container();
    if (!element) return;
    await loadAhead(clientToken, {
      container: element,
      payment_method_category: category,
      ...(preferred && { preferred_payment_method: preferred }),
    });
  } catch {
    // The checkout asks anew, and says what is wrong.
  }
}

/**
 * The token and the category of a session that has one category.
 * @param {{ client_token: string, payment_method_categories: { identifier: string }[] }} session
 */
function only({ client_token: clientToken, payment_method_categories: [first, ...more] }) {
  return more.length ? {} : { clientToken, category: first?.identifier };
}
