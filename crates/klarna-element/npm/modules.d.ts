// Modules and names that the build gives to the element's JavaScript, for its type check.

/** The package's version. */
declare const VERSION: string;

/** A file's text. */
declare module "*.html" {
  const text: string;
  export default text;
}

/** The module that wasm-bindgen writes. */
declare module "*/klarna-checkout-core.js" {
  export default function init(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  export const Checkout: any;
}

declare module "*/klarna-checkout-de.js" {
  const words: typeof import("../../../src/text/en.json");
  export default words;
}

declare module "*/klarna-checkout-sv.js" {
  const words: typeof import("../../../src/text/en.json");
  export default words;
}
