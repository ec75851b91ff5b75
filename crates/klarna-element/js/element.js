// <klarna-checkout>: attributes, events and promises around a checkout that the wasm runs.

import { ATTRIBUTES, AT_THE_START, IDENTITY, PROPERTIES, reflect } from "./attributes.js";
import { loadCore } from "./core.js";
import { handOverSession, startEarly } from "./early.js";
import { focus, paint, pressed } from "../../../src/panel/panel.js";
import { unwatch, watch } from "../../../src/sdk/klarna.js";
import { containerOf, makePanel, unavailable } from "./panel.js";
import { KlarnaCheckoutError, Pending } from "./promises.js";
import { report } from "./report.js";
import { ENGLISH, wordsOf } from "./words.js";

/** Outside a browser there is nothing to extend, and nothing is made of this. */
const Base = globalThis.HTMLElement ?? class {};

export class KlarnaCheckoutElement extends Base {
  static observedAttributes = ATTRIBUTES;

  // What the page has set before this class was there stays.
  customer = this.customer ?? null;
  validate = this.validate ?? null;
  #saving = false;
  #order = null;
  #panel;
  /** In the page's language. */
  #words = ENGLISH;
  /** The running checkout, once the wasm is there. */
  #checkout;
  /** What was started before it; a new one for each start. */
  #early;
  /** Who hears of the page's policy where there is no wasm to do it. */
  #watch;
  #pending = new Pending();
  #transitions = [];
  /** The attributes that changed in this task. */
  #changed;
  #isValid = true;

  constructor() {
    super();
    // What the page has set before this class was there hides the properties.
    for (const name of [...PROPERTIES, "saving"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  get saving() {
    return this.#saving;
  }

  set saving(saving) {
    this.#saving = Boolean(saving);
    this.#checkout?.draw();
  }

  get order() {
    return this.#order;
  }

  get state() {
    return this.#panel?.dataset.state ?? "idle";
  }

  pay() {
    return this.#press("pay");
  }

  finalize() {
    return this.#press("finalize");
  }

  refresh() {
    const checkout = this.#checkout;
    if (!checkout) return Promise.reject(new KlarnaCheckoutError("not-ready"));
    const settled = this.#pending.refresh();
    checkout.refresh();
    this.#rest();
    return settled;
  }

  diagnostics() {
    return report(this, this.#checkout?.transitions() ?? this.#transitions);
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

  /** Starts, goes on with what has changed, or starts anew. */
  #update() {
    const changed = [...(this.#changed ?? [])].filter((name) => !AT_THE_START.has(name));
    this.#changed = undefined;
    if (!this.isConnected) return;
    const settled = (name) => IDENTITY.has(name) || name === "cart-version";
    if (this.#early && !(this.cart && changed.every(settled))) this.#end();
    if (!this.#early) {
      if (this.cart) this.#start();
      return;
    }
    if (changed.includes("locale")) this.#speak();
    if (changed.length && this.#checkout) {
      const handed = handOverSession(this);
      this.#checkout.changed(changed.some((name) => IDENTITY.has(name)));
      handed?.drop();
    }
  }

  async #start() {
    this.#order = null;
    this.#panel = makePanel(this, (event) => this.#pressed(event.target));
    const early = startEarly(this, containerOf(this.#panel));
    this.#early = early;
    const spoken = this.#speak();
    let core;
    try {
      core = await loadCore(early);
      await spoken;
    } catch (error) {
      // What it says is in the page's language.
      await spoken;
      if (early === this.#early) this.#unavailable(error.code ?? "wasm-failed", error);
      return;
    } finally {
      if (early !== this.#early) early.stop();
    }
    if (early !== this.#early) return;
    this.#checkout = core.Checkout.start(this.#outside());
    early.stop();
  }

  async #speak() {
    const { locale } = this;
    const words = await wordsOf(locale);
    if (locale !== this.locale) return;
    this.#words = words;
    this.#checkout?.draw();
  }

  /** A click in the panel. Without the wasm there is one button: to try again. */
  #pressed(target) {
    const [name, value] = pressed(target) ?? [];
    if (!name) return;
    if (this.#checkout) return this.#checkout.press(name, value);
    this.#end();
    this.#update();
  }

  /** What the wasm reads, whenever it needs it, and what it calls; as long as this start is the latest. */
  #outside() {
    const element = this;
    const early = this.#early;
    const live = (act) => (...values) => {
      if (early !== element.#early) return;
      try {
        act(...values);
      } catch (error) {
        // A mistake in the drawing is no reason to stop a payment.
        reportError(error);
      }
    };
    const outside = {
      get customer() {
        return element.customer;
      },
      get nonce() {
        return element.nonce;
      },
      get container() {
        const panel = element.#panel;
        return panel?.isConnected ? containerOf(panel) : undefined;
      },
      get saving() {
        return element.#saving;
      },
      get valid() {
        return element.#validated();
      },
      draw: live((view) => {
        element.#paint(view);
        element.#rest();
      }),
      tell: live((name, detail) => element.#told(name, detail)),
      focus: live((target) => focus(element.#panel, target)),
    };
    for (const name of PROPERTIES) Object.defineProperty(outside, name, { get: () => this[name] });
    return outside;
  }

  #paint(view) {
    paint(this.#panel, view, this.#words, this.locale);
  }

  /** Whether the page has nothing against a press: what throws has. */
  #validated() {
    this.#isValid = false;
    try {
      this.#isValid = !this.validate || Boolean(this.validate());
    } catch (error) {
      reportError(error);
    }
    return this.#isValid;
  }

  #press(method) {
    this.#isValid = true;
    // Nothing comes of a press before this task is over.
    if (this.#checkout?.[method]()) return this.#pending.press();
    return Promise.reject(new KlarnaCheckoutError(this.#isValid ? "not-ready" : "not-valid"));
  }

  #told(name, detail) {
    if ("status" in detail) this.#order = detail;
    if (name === "error") detail.message = explain(detail);
    this.dispatchEvent(
      new CustomEvent(`klarna-${name}`, { bubbles: true, composed: true, detail: { ...detail } }),
    );
    this.#pending.told(name, detail);
  }

  /** The events of a change are told after it. */
  #rest() {
    queueMicrotask(() => this.#checkout && this.#pending.in(this.state));
  }

  #unavailable(code, cause) {
    this.#paint(unavailable(code));
    console.error(`<klarna-checkout>: ${code}`, cause);
    this.#told("error", { code });
    // The browser tells of what it has blocked in its own time.
    this.#watch = watch([this.base, this.script], (directive, blocked) =>
      this.#told("error", { code: "blocked-by-policy", directive, blocked }),
    );
  }

  /** Ends what runs; a payment that is under way still comes to its end. */
  #end() {
    if (!this.#early) return;
    this.#early.stop();
    this.#early = undefined;
    unwatch(this.#watch);
    this.#watch = undefined;
    this.#transitions = this.#checkout?.transitions() ?? [];
    this.#checkout?.end();
    this.#checkout?.free();
    this.#checkout = undefined;
    this.#panel.remove();
    this.#panel = undefined;
    this.#pending.fail("removed");
  }
}

reflect(KlarnaCheckoutElement);

const explain = ({ code, directive, blocked }) =>
  directive
    ? `The page's content security policy blocks ${blocked}: ${directive} has to list it.`
    : `The checkout cannot go on: ${code}.`;
