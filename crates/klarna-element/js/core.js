// The wasm: asked for once per page.

/** How long it waits for Klarna's script at most. */
const SCRIPT_FIRST_MS = 3000;

let core;

/**
 * Promises the wasm's exports. After a failure the next call asks anew.
 *
 * It is fetched once `script`, a promise, has settled: the way to the widget is Klarna's script, many
 * times its size, and the two would share the network. Meanwhile the widget's own page loads.
 */
export function loadCore(script) {
  core ??= Promise.race([script, late(SCRIPT_FIRST_MS)]).then(start);
  core.catch(() => (core = undefined));
  return core;
}

export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function start() {
  if (typeof WebAssembly !== "object") throw { code: "wasm-unsupported" };
  // Side by side.
  const wasm = fetch(new URL("./klarna-checkout.wasm", import.meta.url));
  wasm.catch(() => {});
  const { default: instantiate, ...exports } = await import("./klarna-checkout-core.js");
  await instantiate(wasm);
  return exports;
}
