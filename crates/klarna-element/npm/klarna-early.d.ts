// The classic script `klarna-early.js`, which defines `klarnaEarly`. For a page that calls it in TypeScript:
// `import type {} from "klarna-checkout-element/klarna-early.js"`.

/** The values of the element that will be started. Where one differs, the element asks anew. */
export interface StartOptions {
  cart: string;
  /** `en-GB`. */
  locale: string;
  /** `/klarna` where it is left out. */
  base?: string;
  /** The URL of Klarna's script; Klarna's own where it is left out. */
  script?: string;
  /** For the tag of Klarna's script. */
  nonce?: string;
  /** `false` for an element with `mode="several-pages"`. */
  autoFinalize?: boolean;
}

declare global {
  var klarnaEarly: {
    /** Asks for Klarna's script and the session. The element takes what is there or on its way. */
    start(options: StartOptions): void;
  };
}
