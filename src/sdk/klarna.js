// The JavaScript side of the seam to Klarna's SDK: each call gets exactly one answer, whatever the
// SDK does. Plain values in, plain values out; what they mean is decided in Rust.

/** How long a script that has run may take to define its global: in Klarna's app it waits first. */
const GLOBAL_GRACE_MS = 2000;

const payments = () => globalThis.Klarna?.Payments;

/** Calls `answered` once Klarna.Payments is there; keeps whoever asked before us. */
function whenAnnounced(answered) {
  const previous = globalThis.klarnaAsyncCallback;
  globalThis.klarnaAsyncCallback = function (...args) {
    if (typeof previous === "function") previous.apply(this, args);
    answered();
  };
}

/** One script per page, whoever asks; a failed one is asked for anew. */
const scripts = new Map();
const failures = new Map();

export function prepare(url, nonce, timeoutMs) {
  if (payments()) return Promise.resolve("ready");
  let script = scripts.get(url);
  if (!script) {
    script = insert(url, nonce, timeoutMs);
    scripts.set(url, script);
    script.then((outcome) => {
      if (outcome === "ready") return;
      scripts.delete(url);
      failures.set(url, (failures.get(url) ?? 0) + 1);
    });
  }
  return script;
}

function insert(url, nonce, timeoutMs) {
  return new Promise((resolve) => {
    const timers = [];
    // A browser lets a second request for a URL wait for the first, which may hang: a retry has a
    // URL of its own.
    const failed = failures.get(url);
    let tag;
    const settle = (outcome) => {
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
        if (!check()) timers.push(setTimeout(() => check() || settle("sdk-missing"), GLOBAL_GRACE_MS));
      });
      document.head.append(tag);
    };
    whenAnnounced(check);
    timers.push(setTimeout(() => check() || settle("script-timeout"), timeoutMs));
    const theirs = [...document.scripts].find((script) => script.src === new URL(url, document.baseURI).href);
    if (theirs && !failed) {
      // Somebody else's tag: it may be on its way, or have failed before we could listen.
      theirs.addEventListener("load", check);
      theirs.addEventListener("error", own);
      timers.push(setTimeout(() => check() || tag || own(), timeoutMs / 2));
    } else {
      own();
    }
  });
}

/**
 * The token that the page's one SDK was started with last. Kept on the page, not in this module: a
 * page can hold two builds of us.
 */
const CURRENT = Symbol.for("klarna-checkout.current");

/** Starts the SDK with a token. Gives back whether it took it. */
export function init(clientToken) {
  globalThis[CURRENT] = undefined;
  try {
    payments().init({ client_token: clientToken });
  } catch {
    return false;
  }
  globalThis[CURRENT] = clientToken;
  return true;
}

/** Whether the SDK still has this token, or another checkout has started it anew since. */
export const holds = (clientToken) => globalThis[CURRENT] === clientToken;

/** Loads that were asked for before the checkout's wasm was there to ask, by their container. */
const ahead = new WeakMap();
const question = (clientToken, { container, ...options }, data) =>
  JSON.stringify([clientToken, options, data]);

/**
 * Starts the SDK and loads a widget, for the checkout that will ask for the same in that container.
 * Promises the answer, for whoever has something to do that can wait.
 */
export function loadAhead(clientToken, options) {
  const asked = question(clientToken, options, {});
  const answer = load(clientToken, options, {});
  ahead.set(options.container, { asked, answer });
  return answer;
}

/** The answer to that very load, once, if it was asked ahead and the SDK still has the token. */
function loadedAhead(clientToken, options, data) {
  const found = ahead.get(options.container);
  ahead.delete(options.container);
  const same = found?.asked === question(clientToken, options, data);
  return same && holds(clientToken) ? found.answer : undefined;
}

/** How long a load waits for another checkout's to be answered. */
const TURN_MS = 10000;

/** The load that was begun last. */
let latest;

/**
 * Starts the SDK with a token and loads a widget. Promises `{refused: true}` where the SDK does not
 * take the token, else as `call` does.
 *
 * One checkout after the other: where the SDK is started anew before a load is answered, that load
 * never is. A checkout's own next load need not wait.
 */
export function load(clientToken, options, data) {
  const early = loadedAhead(clientToken, options, data);
  if (early) return early;
  const { container } = options;
  const before = latest;
  const mine = { container, clientToken };
  latest = mine;
  const begin = () => {
    mine.begun = true;
    // Who waited may have left, or asked anew.
    if (!container.isConnected || mine.outdated) return { threw: true };
    return init(clientToken) ? call("load", options, data) : { refused: true };
  };
  // Nothing is lost to a load of the same session, nor is one that its checkout has left behind.
  const harmless = before?.begun && (before.clientToken === clientToken || !before.container.isConnected);
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
 * Calls a method of the SDK, now, and promises its one answer: `{result}` or `{threw: true}`.
 *
 * On misuse the SDK calls back with a negative result and then throws: the throw is the answer. A
 * callback that comes twice, or after that, is ignored. One that never comes leaves the promise
 * open: how long to wait is for the checkout to say.
 */
export const call = (method, options, data) =>
  once((callback) => payments()[method](options, data, callback));

function once(ask) {
  return new Promise((resolve) => {
    let during = true;
    let early;
    const callback = (result) => {
      if (during) early ??= { result };
      else resolve({ result });
    };
    try {
      ask(callback);
    } catch {
      early = { threw: true };
    }
    during = false;
    if (early) resolve(early);
  });
}

/** Shows what was agreed to, where Klarna has that. Nothing depends on it. */
export function review(options) {
  try {
    payments().loadPaymentReview(options, () => {});
  } catch {
    // Not in this country.
  }
}

/** Puts handlers of our own on the SDK's events, and gives them back: only they are taken off. */
export function listen(told) {
  return ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"].map((name) => {
    const handler = (value) => told(name, value);
    payments().on?.(name, handler);
    return [name, handler];
  });
}

export function unlisten(handlers) {
  for (const [name, handler] of handlers) payments()?.off?.(name, handler);
}

/** Klarna's express button. Each press hands over the function that asks Klarna, for that click. */
export class ExpressButton {
  constructor(clientToken, options, pressed) {
    globalThis[CURRENT] = undefined;
    const on_click = (authorize) => {
      this.ask = authorize;
      pressed();
      this.ask = undefined;
    };
    this.loaded = once((callback) => {
      const { Buttons } = payments();
      Buttons.init({ client_token: clientToken });
      globalThis[CURRENT] = clientToken;
      Buttons.load({ ...options, on_click }, (result) => callback(result ?? {}));
    });
  }

  authorize(options, data) {
    return once((callback) => this.ask(options, data, callback));
  }
}

/** A key nobody has used before. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What the page's content security policy blocks, said by name: the browser tells the page, and nobody
// else.

const seen = [];
const watchers = new Set();

globalThis.document?.addEventListener("securitypolicyviolation", (event) => {
  // One that is only reported blocks nothing.
  if (event.disposition === "report") return;
  const lacking = lacked(event.blockedURI);
  if (!lacking) return;
  // The browser names the part of `script-src` that is about tags.
  const violation = [event.effectiveDirective.replace(/-(elem|attr)$/, ""), lacking];
  seen.push(violation);
  for (const watcher of watchers) watcher(violation);
});

/** What the directive would have to list; nothing where that is no host. */
function lacked(blocked) {
  if (blocked === "wasm-eval") return "'wasm-unsafe-eval'";
  // `inline` and the like are no URLs.
  return origin(blocked);
}

function origin(url, base) {
  try {
    const { origin } = new URL(url, base);
    return origin === "null" ? undefined : origin;
  } catch {
    return undefined;
  }
}

const KLARNA = /(^|\.)klarna[a-z]*\.(com|net)$/;

/**
 * Calls `told` with the directive and what it lacks, once for each that concerns Klarna or one of
 * these URLs, until it is given to `unwatch`. Also for what was blocked before.
 */
export function watch(urls, told) {
  const needed = urls.map((url) => origin(url, document.baseURI));
  const known = new Set();
  const watcher = ([directive, lacking]) => {
    const ours =
      lacking.startsWith("'") || needed.includes(lacking) || KLARNA.test(new URL(lacking).hostname);
    const name = `${directive} ${lacking}`;
    if (!ours || known.has(name)) return;
    known.add(name);
    told(directive, lacking);
  };
  seen.forEach(watcher);
  watchers.add(watcher);
  return watcher;
}

export function unwatch(watcher) {
  watchers.delete(watcher);
}
