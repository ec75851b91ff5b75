// @ts-check
// <klarna-checkout>: attributes, events and promises around a checkout that the wasm runs.

import {
  ATTRIBUTES,
  AT_THE_START,
  IDENTITY,
  PROPERTIES,
  optionsOf,
  reflect,
} from "./attributes.js";
import { loadCore } from "./core.js";
import { handOverSession, startEarly } from "./early.js";
import { draw, makePanel, part, unavailable } from "./panel.js";
import { watchWasm } from "./policy.js";
import { KlarnaCheckoutError, Pending } from "./promises.js";
import { ENGLISH, wordsOf } from "./words.js";

/**
 * Outside a browser there is nothing to extend, and no element is made.
 * @type {new () => import("./types.js").AttributedElement}
 */
const Base = /** @type {any} */ (globalThis.HTMLElement ?? class {});

export class KlarnaCheckoutElement extends Base {
  static observedAttributes = ATTRIBUTES;

  // Values that the page has set before this class was there stay.
  /** @type {unknown} */
  customer = /** @type {any} */ (this).customer ?? null;
  /** @type {(() => unknown) | null} */
  validate = /** @type {any} */ (this).validate ?? null;
  #saving = false;
  /** @type {object | null} */
  #order = null;
  /** @type {HTMLElement | undefined} */
  #panel;
  /** The words of the page's language. */
  #words = ENGLISH;
  /**
   * The running checkout, once the wasm is there.
   * @type {import("./types.js").Checkout | undefined}
   */
  #checkout;
  /**
   * The start before the wasm; a new one for each start.
   * @type {ReturnType<typeof startEarly> | undefined}
   */
  #early;
  /**
   * Stops watching the page's policy, where there is no wasm to do it.
   * @type {(() => void) | undefined}
   */
  #unwatch;
  #pending = new Pending();
  /** @type {import("./types.js").Transition[]} */
  #transitions = [];
  /**
   * The attributes that changed in this task.
   * @type {Set<string> | undefined}
   */
  #changed;
  #isValid = true;

  constructor() {
    super();
    // Values that the page has set before this class was there hide the properties.
    for (const name of [...PROPERTIES, "saving"]) keepProperty(this, name);
  }

  get saving() {
    return this.#saving;
  }

  set saving(saving) {
    this.#saving = Boolean(saving);
    this.#checkout?.redraw();
  }

  get order() {
    return this.#order;
  }

  get state() {
    return this.#panel?.dataset.state ?? "idle";
  }

  pay() {
    return this.#press((checkout) => checkout.pay());
  }

  finalize() {
    return this.#press((checkout) => checkout.finalize());
  }

  refresh() {
    const checkout = this.#checkout;
    if (!checkout) return Promise.reject(new KlarnaCheckoutError("not-ready"));
    const settled = this.#pending.refresh();
    checkout.refresh();
    this.#settleWhenIdle();
    return settled;
  }

  diagnostics() {
    const { state, mode, locale } = this;
    const transitions = this.#checkout?.transitions() ?? this.#transitions;
    return { version: VERSION, state, mode, locale, transitions };
  }

  async copyDiagnostics() {
    const text = JSON.stringify(this.diagnostics(), null, 2);
    // Only where the page has the focus and the browser allows it; the text is there anyway.
    await navigator.clipboard?.writeText(text).catch(() => {});
    return text;
  }

  connectedCallback() {
    this.#update();
  }

  /** Moved in one step (`moveBefore`): nothing has left the page. */
  connectedMoveCallback() {}

  disconnectedCallback() {
    // Moved in two steps, it is back in the page by then.
    queueMicrotask(() => this.isConnected || this.#end());
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    // Also out of the page, while it is being moved.
    if (before === after || !(this.isConnected || this.#early)) return;
    if (!this.#changed) {
      this.#changed = new Set();
      // All that changes in one task is one change.
      queueMicrotask(() => this.#update());
    }
    this.#changed.add(name);
  }

  /** Starts, goes on with the changed attributes, or starts anew. */
  #update() {
    const changed = [...(this.#changed ?? [])].filter((name) => !AT_THE_START.has(name));
    this.#changed = undefined;
    if (!this.isConnected) return;
    const goesOn = (/** @type {string} */ name) => IDENTITY.has(name) || name === "cart-version";
    if (this.#early && !(this.cart && changed.every(goesOn))) this.#end();
    if (!this.#early) {
      if (this.cart) this.#start();
      return;
    }
    if (changed.includes("locale")) this.#speak();
    if (changed.length && this.#checkout) {
      const drop = handOverSession(this);
      this.#checkout.changed(changed.some((name) => IDENTITY.has(name)));
      drop?.();
    }
  }

  async #start() {
    this.#order = null;
    const panel = makePanel(this, this.mode, this.#presses());
    this.#panel = panel;
    const early = startEarly(this, widgetOf(panel));
    this.#early = early;
    const spoken = this.#speak();
    let core;
    try {
      core = await loadCore(early);
      await spoken;
      if (early === this.#early)
        this.#checkout = core.Checkout.start(this.#host(early), this.#words);
    } catch (error) {
      // The message is in the page's language.
      await spoken;
      if (early === this.#early) this.#unavailable(codeOf(error), error);
    } finally {
      early.stop();
    }
  }

  async #speak() {
    const { locale } = this;
    const words = await wordsOf(locale);
    if (locale !== this.locale) return;
    this.#words = words;
    this.#checkout?.speak(words);
  }

  /**
   * The presses in the panel. Without the wasm there is one button: to try again.
   * @returns {import("./panel.js").Presses}
   */
  #presses() {
    const retry = () => (this.#checkout ? this.#checkout.retry() : this.#restart());
    return {
      retry,
      change: retry,
      check: () => this.#checkout?.check(),
      stop: () => this.#checkout?.stopWaiting(),
      // Only one of the two does anything.
      pay: () => void (this.#checkout?.pay() || this.#checkout?.finalize()),
      choose: (category) => this.#checkout?.choose(category) ?? false,
    };
  }

  #restart() {
    this.#end();
    this.#update();
  }

  /**
   * The element as the wasm sees it, as long as this start is the latest.
   * @param {ReturnType<typeof startEarly>} early
   * @returns {import("./types.js").Host}
   */
  #host(early) {
    const element = this;
    /**
     * @template {unknown[]} Values
     * @param {(...values: Values) => void} act
     * @returns {(...values: Values) => void}
     */
    const live =
      (act) =>
      (...values) => {
        if (early !== element.#early) return;
        try {
          act(...values);
        } catch (error) {
          // A mistake in the drawing is no reason to stop a payment.
          reportError(error);
        }
      };
    return {
      get cart() {
        return element.cart;
      },
      get locale() {
        return element.locale;
      },
      get cartVersion() {
        return element.cartVersion ?? undefined;
      },
      get saving() {
        return element.#saving;
      },
      get customer() {
        return element.customer;
      },
      get options() {
        return optionsOf(element);
      },
      validate: () => element.#validated(),
      part: (name) => element.#part(name),
      draw: live((view) => element.#draw(view)),
      onEvent: live((name, detail) => element.#onEvent(name, detail)),
    };
  }

  /**
   * @param {string} name
   * @returns {Element | undefined}
   */
  #part(name) {
    const panel = this.#panel;
    if (!panel?.isConnected) return undefined;
    return name === "widget" ? widgetOf(panel) : (part(panel, name) ?? undefined);
  }

  /** @param {import("./types.js").View} view */
  #draw(view) {
    if (this.#panel) draw(this.#panel, view);
    this.#settleWhenIdle();
  }

  /** Returns `true` if the page's own check has nothing against a press: a check that throws has. */
  #validated() {
    this.#isValid = false;
    try {
      this.#isValid = !this.validate || Boolean(this.validate());
    } catch (error) {
      reportError(error);
    }
    return this.#isValid;
  }

  /** @param {(checkout: import("./types.js").Checkout) => boolean} press */
  #press(press) {
    this.#isValid = true;
    // No event follows from a press before this task is over.
    if (this.#checkout && press(this.#checkout)) return this.#pending.press();
    return Promise.reject(new KlarnaCheckoutError(this.#isValid ? "not-ready" : "not-valid"));
  }

  /**
   * @param {string} name
   * @param {import("./promises.js").Detail} values
   */
  #onEvent(name, values) {
    const detail = name === "error" ? { ...values, message: explain(values) } : values;
    if ("status" in detail) this.#order = detail;
    this.dispatchEvent(
      new CustomEvent(`klarna-${name}`, { bubbles: true, composed: true, detail: { ...detail } }),
    );
    this.#pending.onEvent(name, detail);
  }

  /** The events of a change are emitted after it. */
  #settleWhenIdle() {
    queueMicrotask(() => this.#checkout && this.#pending.onState(this.state));
  }

  /**
   * @param {string} code
   * @param {unknown} cause
   */
  #unavailable(code, cause) {
    if (this.#panel) draw(this.#panel, unavailable(code, this.#words));
    console.error(`<klarna-checkout>: ${code}`, cause);
    this.#onEvent("error", { code });
    // The browser reports a blocked file in its own time.
    this.#unwatch = watchWasm((directive, blocked) =>
      this.#onEvent("error", { code: "blocked-by-policy", directive, blocked }),
    );
  }

  /** Ends the running checkout; a payment that is under way still comes to its end. */
  #end() {
    if (!this.#early) return;
    this.#early.stop();
    this.#early = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#transitions = this.#checkout?.transitions() ?? [];
    this.#checkout?.end();
    this.#checkout?.free();
    this.#checkout = undefined;
    this.#panel?.remove();
    this.#panel = undefined;
    this.#pending.fail("removed");
  }
}

reflect(KlarnaCheckoutElement);

/**
 * Sets a property anew that the page has set on the element itself.
 * @param {any} element
 * @param {string} name
 */
function keepProperty(element, name) {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete element[name];
  element[name] = value;
}

/**
 * The element of Klarna's part.
 * @param {HTMLElement} panel
 */
const widgetOf = (panel) => part(panel, "widget") ?? panel;

/** @param {unknown} error */
const codeOf = (error) => /** @type {{ code?: string }} */ (error)?.code ?? "wasm-failed";

/** @param {import("./promises.js").Detail} detail */
const explain = ({ code, directive, blocked }) =>
  directive
    ? `The page's content security policy blocks ${blocked}: ${directive} has to list it.`
    : `The checkout cannot go on: ${code}.`;
