// The promises that the element's methods give: each settles once.

/** Why a method of the element came to nothing; `code` is stable. */
export class KlarnaCheckoutError extends Error {
  constructor(code, message = code) {
    super(message);
    this.name = "KlarnaCheckoutError";
    this.code = code;
  }
}

/** Events that end a press on pay. */
const ENDS = new Set([
  "authorized",
  "cancelled",
  "declined",
  "invalid-fields",
  "not-offered",
  "pending",
  "placed",
  "placed-not-stored",
  "stored",
]);

/** States in which nothing is on its way. */
const AT_REST = new Set(["ready", "awaiting-finalize", "not-offered", "declined", "failed"]);

/** The calls of one element that wait for their end. */
export class Pending {
  #presses = [];
  #refreshes = [];

  press() {
    return wait(this.#presses);
  }

  refresh() {
    return wait(this.#refreshes);
  }

  /** An event of the checkout. */
  told(name, detail) {
    if (name === "error") {
      if (detail.code !== "blocked-by-policy") this.fail(detail.code, detail.message);
    } else if (ENDS.has(name)) {
      const { fields } = detail;
      const order = "status" in detail ? detail : undefined;
      settle(this.#presses, { status: name, ...(order && { order }), ...(fields && { fields }) });
    }
  }

  /** The checkout's state, once all events that belong to it are told. */
  in(state) {
    if (!AT_REST.has(state)) return;
    // The attempt came to nothing that has an event: the shopper looks at the cart and confirms.
    settle(this.#presses, { status: "confirm-again" });
    settle(this.#refreshes);
  }

  fail(code, message) {
    for (const list of [this.#presses, this.#refreshes]) {
      for (const { reject } of list.splice(0)) reject(new KlarnaCheckoutError(code, message));
    }
  }
}

function wait(list) {
  return new Promise((resolve, reject) => list.push({ resolve, reject }));
}

function settle(list, value) {
  for (const { resolve } of list.splice(0)) resolve(value);
}
