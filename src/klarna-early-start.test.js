// The start before the wasm, with an SDK and a page that are only as large as it needs them.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const REQUEST = { cart: "cart-1", locale: "en-GB", base: "https://shop.example/klarna" };
const URL_OF_SESSIONS = "https://shop.example/klarna/sessions";

// The start's time limits do not keep the tests waiting.
const { setTimeout: timer } = globalThis;
globalThis.setTimeout = (...all) => timer(...all).unref();

/** The calls of the SDK: `init token`, `load token category`. */
let calls;
let requests;
let answer;
let copies = 0;

beforeEach(() => {
  calls = [];
  requests = [];
  answer = () => Response.json(session("token-1"), { status: 201 });
  let token;
  delete globalThis[Symbol.for("klarna-checkout")];
  globalThis.sessionStorage = { getItem: () => null };
  globalThis.Klarna = {
    Payments: {
      init: ({ client_token }) => {
        token = client_token;
        calls.push(`init ${token}`);
      },
      load: ({ payment_method_category }, _data, callback) => {
        calls.push(`load ${token} ${payment_method_category}`);
        callback({ show_form: true });
      },
    },
  };
  globalThis.fetch = async (request) => {
    requests.push({ url: request.url, body: await request.text() });
    return answer();
  };
});

const session = (token, ...more) => ({
  client_token: token,
  payment_method_categories: ["klarna", ...more].map((identifier) => ({ identifier })),
});

/** A copy of the module, as the page has one and the wasm another. */
const copy = () => {
  copies += 1;
  return import(`./klarna-early.js?${copies}`);
};

const widget = () => ({ isConnected: true });
const options = (container) => ({ container, payment_method_category: "klarna" });

test("a checkout of another copy takes the session and the load, once", async () => {
  const [page, wasm] = [await copy(), await copy()];
  const container = widget();
  await page.start({ ...REQUEST, container: () => container }).loaded;

  const { url, body } = wasm.sessionRequest(REQUEST.base, "cart-1", "en-GB", true);
  assert.deepEqual(requests, [{ url, body }]);
  const taken = await wasm.takeAnswer(url, body);
  assert.equal((await taken.json()).client_token, "token-1");
  assert.equal(wasm.takeAnswer(url, body), undefined);

  const outcome = await wasm.load("token-1", options(container), {});
  assert.deepEqual(outcome, { result: { show_form: true } });
  assert.deepEqual(calls, ["init token-1", "load token-1 klarna"]);
  await wasm.load("token-1", options(container), {});
  assert.equal(calls.filter((call) => call.startsWith("load")).length, 2);
});

test("a load of another session is made anew", async () => {
  const module = await copy();
  const container = widget();
  await module.start({ ...REQUEST, container: () => container }).loaded;
  await module.load("token-2", options(container), {});
  assert.deepEqual(calls.slice(2), ["init token-2", "load token-2 klarna"]);
});

test("the widget of a checkout that has loaded its own is not replaced by a late early start", async () => {
  const module = await copy();
  const container = widget();
  let arrive;
  const late = new Promise((resolve) => {
    arrive = resolve;
  });
  answer = () => late;
  const early = module.start({ ...REQUEST, container: () => container });
  await module.load("token-2", options(container), {});
  arrive(Response.json(session("token-1"), { status: 201 }));
  await early.loaded;
  assert.deepEqual(calls, ["init token-2", "load token-2 klarna"]);
  assert(module.holds("token-2"));
});

test("a session with several categories, or without an element for it, is not loaded", async () => {
  const module = await copy();
  await module.start({ ...REQUEST, container: () => null }).loaded;
  answer = () => Response.json(session("token-1", "other"), { status: 201 });
  await module.start({ ...REQUEST, cart: "cart-2", container: widget }).loaded;
  assert.deepEqual(calls, []);
});

test("a session that the page has is taken before one that was asked for", async () => {
  const module = await copy();
  module.start(REQUEST);
  const { url, body } = module.sessionRequest(REQUEST.base, "cart-1", "en-GB", true);
  const { loaded } = module.start({
    ...REQUEST,
    session: JSON.stringify(session("token-0")),
    container: widget,
  });
  await loaded;
  assert.deepEqual(calls, ["init token-0", "load token-0 klarna"]);
  const taken = await module.takeAnswer(url, body);
  assert.equal((await taken.json()).client_token, "token-0");
  assert.equal(module.takeAnswer(url, body), undefined);
});

test("a second start asks again where nothing came of the first", async () => {
  const module = await copy();
  answer = () => Promise.reject(new TypeError("lost"));
  module.start(REQUEST);
  await new Promise((resolve) => setImmediate(resolve));
  answer = () => Response.json(session("token-1"), { status: 201 });
  await module.start({ ...REQUEST, container: widget }, true).loaded;
  assert.equal(requests.length, 2);
  assert.deepEqual(module.dropUnclaimed(), []);
});

test("an unfinished payment is not started anew", async () => {
  const module = await copy();
  const key = module.storageKey(REQUEST.base, "cart-1");
  globalThis.sessionStorage = { getItem: (name) => (name === key ? "{}" : null) };
  await module.start({ ...REQUEST, container: widget }).loaded;
  assert.deepEqual([requests, calls], [[], []]);
});

test("an answer that no checkout took is dropped, and its request named", async () => {
  const module = await copy();
  await module.start(REQUEST).loaded;
  const { body } = module.sessionRequest(REQUEST.base, "cart-1", "en-GB", true);
  assert.deepEqual(module.dropUnclaimed(), [body]);
  assert.equal(module.takeAnswer(URL_OF_SESSIONS, body), undefined);
});
