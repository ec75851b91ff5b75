// The browser's part of the merchant's client: requests, sessions that were asked for ahead, and what is
// kept in the tab until its outcome is known.

const JSON_TYPE = "application/json";

/** Sends a request, and promises its `Response`. `body` is JSON, `key` the idempotency key. */
export const send = (method, url, body, key, timeoutMs) =>
  fetch(
    new Request(url, {
      method,
      body,
      headers: {
        Accept: JSON_TYPE,
        ...(body && { "Content-Type": JSON_TYPE }),
        ...(key && { "Idempotency-Key": key }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    }),
  );

/**
 * Asks, or takes the answer to this very request that was given ahead. Promises `{ ok, json,
 * correlation_id }`, each of them only where it came; never rejects.
 */
export async function ask(method, url, body, key, timeoutMs) {
  const answer = {};
  let response;
  try {
    response = take(url, body) ?? send(method, url, body, key, timeoutMs);
  } catch {
    // What cannot even be asked is a mistake of the page.
    answer.json = { code: "invalid_request" };
  }
  try {
    response = await response;
    answer.correlation_id = response.headers.get("klarna-correlation-id");
    answer.ok = response.ok;
    answer.json = await response.json();
  } catch {
    // Half an answer is none.
  }
  return answer;
}

// Sessions that the page asked for, or was given, before the checkout's wasm was there to ask. Kept on
// the page, where a script of the page's own can put one: `{ url, body, answer }`, a promise of a
// `Response`.

const given = (globalThis[Symbol.for("klarna-checkout.ahead")] ??= []);

/** Keeps the answer to a request for whoever makes the same one next. Gives back how to drop it. */
export function give(url, body, answer) {
  // Whoever takes it hears of a failure; where nobody does, it is nobody's error.
  answer.catch(() => {});
  const one = { url, body, answer, isOurs: true };
  given.push(one);
  return () => void remove(one);
}

function remove(one) {
  const at = given.indexOf(one);
  return at < 0 ? undefined : given.splice(at, 1)[0];
}

/** The answer to this very request, once; `undefined` where there is none. */
export const take = (url, body) =>
  remove(given.find((one) => one.url === url && one.body === body))?.answer;

/** Drops, and gives back, what the page itself has asked for and nobody took: later it is too old. */
export const dropOthers = () => [...given].filter((one) => !one.isOurs && remove(one));

/** Keeps a session that the page already has, as the answer to that request. */
export const handOver = (url, body, session) =>
  give(url, body, Promise.resolve(new Response(session, { status: 201 })));

// What is unfinished, in the tab's session storage. A browser that has none, or a full one, keeps
// nothing; the server still knows.

const nameOf = (base, cart) => `klarna-checkout ${base} ${cart}`;

/** Keeps it for that cart at that server. */
export const keep = (base, cart, unfinished) =>
  tried(() => sessionStorage.setItem(nameOf(base, cart), JSON.stringify(unfinished)));

/** What was kept, if anything was. */
export const recall = (base, cart) => tried(() => JSON.parse(sessionStorage.getItem(nameOf(base, cart))));

export const forget = (base, cart) => tried(() => sessionStorage.removeItem(nameOf(base, cart)));

function tried(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
