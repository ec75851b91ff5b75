// A scripted Klarna.Payments and a scripted merchant, for tests of the seam. Everything that
// reaches them is kept as it came: shapes are what is tested.

export function reset() {
  const world = {
    calls: [],
    fetches: [],
    callbacks: {},
    asked: [],
    answers: { load: { show_form: true }, authorize: undefined },
    throws: {},
    twice: false,
    inClick: false,
    handlers: [],
    session: { version: 1, intent: "buy", currency: "SEK", categories: ["klarna"] },
  };
  globalThis.world = world;
  delete globalThis.Klarna;
  delete globalThis.klarnaAsyncCallback;
  document.querySelectorAll("script[data-test], script[src^='blob:'], script[src*='missing']").forEach((tag) => tag.remove());
  // What an earlier test has had blocked is for good in a real page.
  globalThis[Symbol.for("klarna-checkout")]?.violations.splice(0);
  globalThis.fetch = (request) => merchant(world, request);
}

async function merchant(world, request) {
  const body = request.method === "POST" ? await request.clone().text() : "";
  const path = new URL(request.url).pathname;
  world.fetches.push({ method: request.method, path, key: request.headers.get("Idempotency-Key"), body });
  const json = (status, value) =>
    new Response(JSON.stringify(value), {
      status,
      headers: {
        "content-type": "application/json",
        ...(world.correlation && { "klarna-correlation-id": world.correlation }),
      },
    });
  if (world.offline) throw new TypeError("offline");
  if (path.endsWith("/authorization")) {
    return json(200, { status: "placed", order_id: "o-1", token_stored: false });
  }
  if (request.method === "GET") return json(200, { status: "open" });
  // Every cart has a session of its own, named after it.
  const cart = body ? JSON.parse(body).cart : path.split("/")[3].slice(2);
  return json(path.endsWith("/refresh") ? 200 : 201, {
    id: `s-${cart}`,
    client_token: `token-${cart}`,
    payment_method_categories: world.session.categories.map((identifier) => ({
      identifier,
      name: `Pay with ${identifier}`,
      new_field: 1,
    })),
    intent: world.session.intent,
    subscriptions: world.session.subscriptions,
    cart_version: world.session.version,
    amount: { minor_units: 9500, currency: world.session.currency },
    expires_at: "2999-01-01T00:00:00Z",
    unknown: "ignored",
  });
}

function method(name) {
  return (options, data, callback) => {
    const world = globalThis.world;
    world.calls.push({ name, options, data, inClick: world.inClick });
    const answer = (result) => {
      callback(result);
      if (world.twice) callback(result);
    };
    world.callbacks[name] = answer;
    world.asked.push(callback);
    const scripted = world.answers[name];
    if (world.throws[name]) {
      callback(scripted ?? { show_form: false, approved: false });
      throw new Error("misuse");
    }
    if (scripted !== undefined) setTimeout(() => answer(scripted));
  };
}

export function sdk() {
  globalThis.Klarna = {
    Payments: {
      init: (options) => {
        globalThis.world.calls.push({ name: "init", options, data: undefined, inClick: false });
        if (globalThis.world.throws.init) throw new Error("InvalidClientTokenError");
      },
      load: method("load"),
      authorize: method("authorize"),
      finalize: method("finalize"),
      reauthorize: method("reauthorize"),
      loadPaymentReview: (options, callback) => method("loadPaymentReview")(options, {}, callback),
      on: (name, handler) => globalThis.world.handlers.push([name, handler]),
      off: (name, handler) => {
        const { handlers } = globalThis.world;
        const at = handlers.findIndex(([n, h]) => n === name && (h === handler || !handler));
        if (at >= 0) handlers.splice(at, 1);
      },
      Buttons: {
        init: (options) => globalThis.world.calls.push({ name: "Buttons.init", options }),
        load: (options, callback) => {
          globalThis.world.calls.push({ name: "Buttons.load", options });
          const button = document.createElement("button");
          button.className = "theirs";
          button.addEventListener("click", () => options.on_click(method("authorize")));
          options.container.append(button);
          callback({});
        },
      },
    },
  };
}

/** A script that defines the SDK when it runs, as a URL. */
export function scriptUrl(withGlobal) {
  globalThis.defineSdk = sdk;
  const source = withGlobal ? "defineSdk(); globalThis.klarnaAsyncCallback?.();" : "/* nothing */";
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}

export const set = (path, value) => {
  const names = path.split(".");
  const last = names.pop();
  names.reduce((at, name) => at[name], globalThis.world)[last] = value;
};

/** An expression over `world`, as JSON text. */
export const look = (expression) =>
  JSON.stringify(new Function("world", `return (${expression})`)(globalThis.world)) ?? "undefined";

export const answer = (name, result) => globalThis.world.callbacks[name](result);

/** Ends the calls that nobody has answered: until then a checkout that has left waits, and keeps its place. */
export const hangUp = () =>
  globalThis.world.asked.forEach((callback) => callback({ approved: false, show_form: true }));

export function click(element) {
  globalThis.world.inClick = true;
  element.click();
  globalThis.world.inClick = false;
}

export const run = (source) => new Function(source)();
