// @ts-check
// The content security policy where it keeps the wasm away: the wasm itself watches for everything else.

import { violations } from "../../../src/klarna-early.js";

const EVENT = "securitypolicyviolation";

/**
 * Calls `emit` with the directive and what it lacks, once, where the page's policy does not let a browser
 * run wasm; also for what was blocked before. Returns how to stop.
 * @param {(directive: string, blocked: string) => void} emit
 */
export function watchWasm(emit) {
  let known = false;
  const watch = (/** @type {SecurityPolicyViolationEvent} */ event) => {
    if (known || event.disposition === "report" || event.blockedURI !== "wasm-eval") return;
    known = true;
    emit("script-src", "'wasm-unsafe-eval'");
  };
  violations().forEach(watch);
  document.addEventListener(EVENT, watch);
  return () => document.removeEventListener(EVENT, watch);
}
