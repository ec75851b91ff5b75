/**
 * `<klarna-checkout>` in JSX: `import type {} from "klarna-checkout-element/react"`, once, anywhere.
 *
 * React 19 sets properties and listens with `onklarna-ready` and the like. React 18 knows attributes
 * only: set properties and listen through a `ref` there.
 *
 * @module
 */

import type * as React from "react";
import type {
  KlarnaCheckoutAttributes,
  KlarnaCheckoutElement,
  KlarnaCheckoutEventMap,
  KlarnaCheckoutMarkup,
  KlarnaCheckoutProperties,
} from "klarna-checkout-element";

type Handlers = {
  [Name in keyof KlarnaCheckoutEventMap as `on${Name}`]?: (event: KlarnaCheckoutEventMap[Name]) => void;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "klarna-checkout": React.DetailedHTMLProps<React.HTMLAttributes<KlarnaCheckoutElement>, KlarnaCheckoutElement> &
        KlarnaCheckoutMarkup &
        Partial<KlarnaCheckoutAttributes & KlarnaCheckoutProperties> &
        Handlers;
    }
  }
}
