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
export const dropOthers = () => given.filter((one) => !one.isOurs && remove(one));

/** Keeps a session that the page already has, as the answer to that request. */
export const handOver = (url, body, session) =>
  give(url, body, Promise.resolve(new Response(session, { status: 201 })));
