// @ts-check
// The promises that the element's methods give: each settles once.

/** The reason for a method's failure; `code` is stable. */
export class KlarnaCheckoutError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   */
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

/** States in which no answer is on its way. */
const IDLE = new Set(["ready", "awaiting-finalize", "not-offered", "declined", "failed"]);

/**
 * The detail of an event, as far as a promise needs it.
 * @typedef {{ code?: string, message?: string, fields?: string[], status?: string, directive?: string,
 *   blocked?: string }} Detail
 */

/** @typedef {{ resolve: (value?: any) => void, reject: (error: Error) => void }} Waiting */

/** The calls of one element that wait for their end. */
export class Pending {
  /** @type {Waiting[]} */
  #presses = [];
  /** @type {Waiting[]} */
  #refreshes = [];

  press() {
    return wait(this.#presses);
  }

  refresh() {
    return wait(this.#refreshes);
  }

  /**
   * Settles what an event of the checkout settles.
   * @param {string} name
   * @param {Detail} detail
   */
  onEvent(name, detail) {
    if (name === "error") {
      if (detail.code && detail.code !== "blocked-by-policy")
        this.fail(detail.code, detail.message);
    } else if (ENDS.has(name)) {
      const { fields } = detail;
      const order = "status" in detail ? detail : undefined;
      settle(this.#presses, { status: name, ...(order && { order }), ...(fields && { fields }) });
    }
  }

  /**
   * Settles what a state settles, once all events that belong to it were emitted.
   * @param {string} state
   */
  onState(state) {
    if (!IDLE.has(state)) return;
    // The attempt ended without an event: the shopper looks at the cart and confirms.
    settle(this.#presses, { status: "confirm-again" });
    settle(this.#refreshes);
  }

  /**
   * @param {string} code
   * @param {string} [message]
   */
  fail(code, message) {
    for (const list of [this.#presses, this.#refreshes]) {
      for (const { reject } of list.splice(0)) reject(new KlarnaCheckoutError(code, message));
    }
  }
}

/**
 * @param {Waiting[]} list
 * @returns {Promise<any>}
 */
function wait(list) {
  return new Promise((resolve, reject) => list.push({ resolve, reject }));
}

/**
 * @param {Waiting[]} list
 * @param {unknown} [value]
 */
function settle(list, value) {
  for (const { resolve } of list.splice(0)) resolve(value);
}
