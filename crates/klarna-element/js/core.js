// The wasm: asked for once per page.

let core;

/** Promises the wasm's exports. After a failure the next call asks anew. */
export function loadCore() {
  core ??= start();
  core.catch(() => (core = undefined));
  return core;
}

async function start() {
  if (typeof WebAssembly !== "object") throw { code: "wasm-unsupported" };
  // Side by side.
  const wasm = fetch(new URL("./klarna-checkout.wasm", import.meta.url));
  wasm.catch(() => {});
  const { default: instantiate, ...exports } = await import("./klarna-checkout-core.js");
  await instantiate(wasm);
  return exports;
}
