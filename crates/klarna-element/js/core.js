// @ts-check
// The wasm: asked for once per page.

import { late, within } from "./time.js";

/** How long fetching it waits for Klarna's script at most. */
const SCRIPT_FIRST_MS = 3000;

/** How long starting it waits for the widget at most: what takes longer waits for the network. */
const WIDGET_FIRST_MS = 1000;

/** @type {Promise<import("./types.js").Core> | undefined} */
let core;

/**
 * Promises the wasm's exports. After a failure the next call asks anew.
 *
 * It is fetched once `script`, a promise, has settled: the way to the widget is Klarna's script, many
 * times its size, and the two would share the network. Meanwhile the widget's own page loads. It is
 * started once `loaded` has settled, for where the widget's page shares the processor, it would wait.
 * @param {{ script: Promise<unknown>, loaded: Promise<unknown> }} early
 */
export function loadCore({ script, loaded }) {
  core ??= within(script, SCRIPT_FIRST_MS)
    // The load that begins in this task goes first.
    .then(() => late(0))
    .then(() => start(within(loaded, WIDGET_FIRST_MS)));
  core.catch(() => (core = undefined));
  return core;
}

async function start(turn) {
  if (typeof WebAssembly !== "object") throw { code: "wasm-unsupported" };
  // Side by side.
  const compiled = compile(new URL("./klarna-checkout.wasm", import.meta.url));
  compiled.catch(() => {});
  const { default: init, ...exports } = await import("./klarna-checkout-core.js");
  const module = await compiled;
  await turn;
  await init({ module_or_path: module });
  return exports;
}

/** Fetches and compiles the wasm. Without its media type it is compiled only when all of it is there. */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
