// The live page: asks the sandbox what it knows, once a second, and hands the buttons' calls to it.

import { startFaults } from "/live/faults.js";
import { draw } from "/live/rows.js";

const EVERY_MS = 1000;

const byId = (id) => document.getElementById(id);
const connection = byId("connection");

let lastSeen = "";

async function look() {
  try {
    const answer = await fetch("/sandbox/state");
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const text = await answer.text();
    say("Live", false);
    const state = JSON.parse(text);
    showClock(state);
    // The time alone changes with every look.
    const seen = JSON.stringify({ ...state, now: null });
    if (seen !== lastSeen) {
      lastSeen = seen;
      draw(state, changed);
    }
  } catch {
    say("The sandbox does not answer", true);
  }
}

/** Only changes are written: a live region speaks at each write. */
function say(text, lost) {
  connection.toggleAttribute("data-lost", lost);
  if (connection.textContent !== text) connection.textContent = text;
}

function showClock({ now, offset_seconds: offset }) {
  const time = byId("now");
  time.dateTime = now;
  time.textContent = now.slice(0, 19).replace("T", " ") + " UTC";
  byId("offset").textContent = offset === 0 ? "" : `moved forward by ${duration(offset)}`;
}

function duration(seconds) {
  const parts = [
    [Math.floor(seconds / 86400), "d"],
    [Math.floor((seconds % 86400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** Makes a control call and shows what it changed. Gives the answer, or nothing where none came. */
async function changed(method, path, body) {
  try {
    const answer = await fetch(path, { method, body: body && JSON.stringify(body) });
    await look();
    return answer;
  } catch {
    say("The sandbox does not answer", true);
    return undefined;
  }
}

for (const button of document.querySelectorAll("[data-advance]")) {
  const seconds = Number(button.dataset.advance);
  button.addEventListener("click", () => changed("POST", "/sandbox/clock", { advance_seconds: seconds }));
}

byId("reset").addEventListener("click", () => {
  if (confirm("Forget all sessions, orders, faults and the log?")) changed("POST", "/sandbox/reset");
});

startFaults(changed);

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, EVERY_MS);
}
document.addEventListener("visibilitychange", () => document.hidden || look());
watch();
