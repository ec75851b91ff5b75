/**
 * `<klarna-checkout>` in Vue's templates: `import type {} from "klarna-checkout-element/vue"`, once,
 * anywhere. Tell Vue's compiler that the tag is an element: `isCustomElement`.
 *
 * @module
 */

import type { HTMLAttributes, PublicProps } from "vue";
import type {
  KlarnaCheckoutAttributes,
  KlarnaCheckoutElement,
  KlarnaCheckoutEventMap,
  KlarnaCheckoutProperties,
} from "klarna-checkout-element";

/** `klarna-not-offered` as `KlarnaNotOffered` */
type Pascal<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Pascal<Rest>}`
  : Capitalize<Name>;

type Handlers = {
  [Name in keyof KlarnaCheckoutEventMap as `on${Pascal<Name>}`]?: (event: KlarnaCheckoutEventMap[Name]) => void;
};

declare module "vue" {
  interface GlobalComponents {
    "klarna-checkout": new () => KlarnaCheckoutElement & {
      /** For templates only: the element has no such property. */
      $props: HTMLAttributes & PublicProps & Partial<KlarnaCheckoutAttributes & KlarnaCheckoutProperties> & Handlers;
    };
  }
}
