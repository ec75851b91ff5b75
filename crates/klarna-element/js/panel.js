// The panel's elements, before the wasm draws into them.

import PANEL from "../../../src/panel/panel.html";
import { words } from "./words.js";

/** The element's panel: the one that a server has rendered, or a new one. `pressed` gets its clicks. */
export function makePanel(element, pressed) {
  const express = element.mode === "express";
  const name = express ? "klarna-express" : "klarna-checkout";
  let panel = element.querySelector(`:scope > .${name}`);
  if (!panel) {
    panel = document.createElement("div");
    panel.className = name;
    panel.dataset.state = "idle";
    if (!express) {
      panel.setAttribute("aria-busy", "true");
      panel.innerHTML = PANEL.replace("{pay}", "");
    }
    element.append(panel);
  }
  panel.addEventListener("click", pressed);
  return panel;
}

/** Says in the panel that Klarna cannot be used, and offers another try where that can help. */
export function say(panel, code, locale) {
  panel.dataset.state = "failed";
  panel.dataset.reason = code;
  panel.removeAttribute("aria-busy");
  const problem = panel.querySelector(".klarna-checkout__problem");
  if (!problem) return;
  const { unavailable, retry } = words(locale);
  problem.textContent = unavailable;
  const again = panel.querySelector(".klarna-checkout__retry");
  again.textContent = retry;
  again.hidden = code === "wasm-unsupported";
  // It has no words, and nothing to do.
  panel.querySelector(".klarna-checkout__pay").hidden = true;
}
