/**
 * `<klarna-checkout>` in Svelte's markup: `import type {} from "klarna-checkout-element/svelte"`, once,
 * anywhere. Svelte 5 listens with `onklarna-ready`, Svelte 4 with `on:klarna-ready`.
 *
 * @module
 */

import type { HTMLAttributes } from "svelte/elements";
import type {
  KlarnaCheckoutAttributes,
  KlarnaCheckoutElement,
  KlarnaCheckoutEventMap,
  KlarnaCheckoutMarkup,
  KlarnaCheckoutProperties,
} from "klarna-checkout-element";

type Handlers = {
  [Name in keyof KlarnaCheckoutEventMap as `on${Name}` | `on:${Name}`]?: (event: KlarnaCheckoutEventMap[Name]) => void;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "klarna-checkout": HTMLAttributes<KlarnaCheckoutElement> &
      KlarnaCheckoutMarkup &
      Partial<KlarnaCheckoutAttributes & KlarnaCheckoutProperties> &
      Handlers;
  }
}
