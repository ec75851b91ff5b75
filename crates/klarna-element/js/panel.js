// The element's panel, and what it shows where the wasm, which decides on all else, did not come.

import PANEL from "../../../src/panel/panel.html";

/** The element's panel: the one that a server has rendered, or a new one. `clicked` gets its clicks. */
export function makePanel(element, clicked) {
  const express = element.mode === "express";
  const name = express ? "klarna-express" : "klarna-checkout";
  let panel = element.querySelector(`:scope > .${name}`);
  if (!panel) {
    panel = document.createElement("div");
    panel.className = name;
    panel.dataset.state = "idle";
    if (!express) {
      panel.setAttribute("aria-busy", "true");
      panel.innerHTML = PANEL;
    }
    element.append(panel);
  }
  panel.addEventListener("click", clicked);
  return panel;
}

/** Where Klarna's part goes. */
export const containerOf = (panel) => panel.querySelector(".klarna-checkout__widget") ?? panel;

/** Klarna cannot be used: offers another try where that can help. */
export const unavailable = (code) => {
  const retry = code !== "wasm-unsupported";
  const problem = retry ? "technical" : "not_offered";
  return { state: "failed", reason: code, busy: false, widget: true, problem, retry };
};
