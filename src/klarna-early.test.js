import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  dropUnclaimed,
  handOver,
  holds,
  init,
  load,
  prepare,
  sessionRequest,
  start,
  storageKey,
  takeAnswer,
} from "./klarna-early.js";

const page = globalThis[Symbol.for("klarna-checkout")];
const container = () => ({ isConnected: true });

// A start's own timer is no reason for the tests to wait for it.
const { setTimeout: native } = globalThis;
globalThis.setTimeout = (...values) => native(...values).unref();
const turns = () => new Promise((resolve) => native(resolve));

/** The calls of the scripted SDK, and what it does in them. */
let sdk;
/** The requests that were sent, and the answers to them. */
let fetched;
let answers;

const SESSION = {
  client_token: "token-1",
  payment_method_categories: [{ identifier: "klarna" }],
};
const answer = (status = 201, body = JSON.stringify(SESSION)) => new Response(body, { status });

beforeEach(() => {
  sdk = { inits: [], loads: [], onLoad: (_, callback) => callback({ show_form: true }) };
  globalThis.Klarna = {
    Payments: {
      init: ({ client_token }) => {
        if (client_token === "refused") throw new Error("InvalidClientTokenError");
        sdk.inits.push(client_token);
      },
      load: (options, data, callback) => {
        sdk.loads.push({ options: { ...options }, data });
        // As Klarna's does it.
        options.payment_method_categories = ["pay_now", "klarna"];
        sdk.onLoad(options, callback);
      },
    },
  };
  globalThis.sessionStorage = { getItem: () => null };
  fetched = [];
  answers = [];
  globalThis.fetch = async (request) => {
    fetched.push(await request.clone().text());
    return answers.shift() ?? answer();
  };
  Object.assign(page, { lastLoad: undefined, current: undefined, answers: [] });
});

const NativeRequest = Request;
beforeEach(() => {
  globalThis.Request = class extends NativeRequest {
    constructor(url, options) {
      super(new URL(url, "https://shop.example"), options);
    }
  };
});

const OPTIONS = { cart: "cart-1", locale: "sv-SE" };

test("a request names the cart, and several pages only where there are", () => {
  const one = sessionRequest("/klarna/", "cart-1", "sv-SE", true);
  assert.deepEqual(one, {
    url: "/klarna/sessions",
    body: '{"cart":"cart-1","locale":"sv-SE"}',
  });
  const { body } = sessionRequest("/klarna", "cart-1", "sv-SE", false);
  assert.equal(body, '{"cart":"cart-1","locale":"sv-SE","auto_finalize":false}');
});

test("an answer is taken once, and only by the very same request", async () => {
  const { url, body } = sessionRequest("/klarna", "cart-1", "sv-SE", true);
  handOver(url, body, "{}");
  assert.equal(takeAnswer(url, `${body} `), undefined);
  assert.equal(await (await takeAnswer(url, body)).text(), "{}");
  assert.equal(takeAnswer(url, body), undefined);
});

test("a start asks for the session, and keeps its answer with a body to read", async () => {
  const { stop } = start(OPTIONS);
  const { url, body } = sessionRequest("/klarna", "cart-1", "sv-SE", true);
  const response = await takeAnswer(url, body);
  assert.deepEqual(await response.json(), SESSION);
  assert.deepEqual(fetched, [body]);
  stop();
});

test("a checkout takes the page's own start, and asks again where nothing came of it", async () => {
  answers = [answer(503, "")];
  start(OPTIONS);
  await turns();
  const { stop } = start(OPTIONS, true);
  const { url, body } = sessionRequest("/klarna", "cart-1", "sv-SE", true);
  assert.equal((await takeAnswer(url, body)).status, 201);
  assert.equal(fetched.length, 2);
  stop();
});

test("what the page asked for and no checkout took is dropped; a checkout's own stays", () => {
  start({ ...OPTIONS, cart: "another" });
  const { stop } = start(OPTIONS, true);
  assert.deepEqual(dropUnclaimed(), ['{"cart":"another","locale":"sv-SE"}']);
  assert.equal(page.answers.length, 1);
  stop();
  assert.equal(page.answers.length, 0);
});

test("an unfinished payment comes before a new session", () => {
  globalThis.sessionStorage = {
    getItem: (key) => (key === storageKey("/klarna", "cart-1") ? "{}" : null),
  };
  start(OPTIONS).stop();
  assert.deepEqual(fetched, []);
});

test("a widget is loaded ahead, and the checkout's own load takes it", async () => {
  const element = container();
  await start({ ...OPTIONS, container: () => element }).loaded;
  assert.deepEqual(sdk.inits, ["token-1"]);
  const options = { container: element, payment_method_category: "klarna" };
  assert.deepEqual(await load("token-1", options, {}), { result: { show_form: true } });
  assert.equal(sdk.loads.length, 1);
  // Once: another load is another question.
  await load("token-1", options, {});
  assert.equal(sdk.loads.length, 2);
});

test("a load with other data, or another token, is asked anew", async () => {
  const element = container();
  await start({ ...OPTIONS, container: () => element }).loaded;
  const options = { container: element, payment_method_category: "klarna" };
  await load("token-1", options, { billing_address: {} });
  assert.equal(sdk.loads.length, 2);
});

test("of several payment methods none is loaded ahead, nor into an element that is not there", async () => {
  const categories = [{ identifier: "pay_later" }, { identifier: "pay_now" }];
  const session = { ...SESSION, payment_method_categories: categories };
  answers = [answer(201, JSON.stringify(session))];
  await start({ ...OPTIONS, container }).loaded;
  await start({ ...OPTIONS, cart: "cart-2", container: () => null }).loaded;
  assert.deepEqual(sdk.loads, []);
});

test("a callback before a throw is a throw; a second callback changes nothing", async () => {
  const options = { container: container() };
  sdk.onLoad = (_, callback) => {
    callback({ show_form: false });
    throw new Error("misuse");
  };
  assert.deepEqual(await load("token-1", options, {}), { threw: true });
  sdk.onLoad = (_, callback) => {
    callback({ show_form: true });
    callback({ show_form: false });
  };
  assert.deepEqual(await load("token-1", options, {}), { result: { show_form: true } });
});

test("a refused token is no load, and is not held", async () => {
  assert.deepEqual(await load("refused", { container: container() }, {}), { refused: true });
  assert.equal(holds("refused"), false);
  assert.equal(init("token-1"), true);
  assert.equal(holds("token-1"), true);
});

test("another checkout's load waits for its turn", async () => {
  let shown;
  sdk.onLoad = (_, callback) => (shown = callback);
  const first = load("token-1", { container: container() }, {});
  const second = load("token-2", { container: container() }, {});
  await turns();
  assert.deepEqual(sdk.inits, ["token-1"]);
  sdk.onLoad = (_, callback) => callback({ show_form: true });
  shown({ show_form: true });
  await Promise.all([first, second]);
  assert.deepEqual(sdk.inits, ["token-1", "token-2"]);
});

test("an SDK that is there needs no script", async () => {
  assert.equal(await prepare("https://klarna.example/api.js", undefined, 1000), "ready");
});
