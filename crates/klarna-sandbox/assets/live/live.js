// The live page: asks the sandbox what it knows, once a second, and hands the buttons' calls to it.

import { startFaults } from "/live/faults.js";
import { addMerchants, query, sayWhatIsLeft, session, startFilter } from "/live/filter.js";
import { duration } from "/live/parts.js";
import { draw } from "/live/rows.js";
import { drawStory } from "/live/story.js";

const EVERY_MS = 1000;

const byId = (id) => document.getElementById(id);
const connection = byId("connection");

let lastSeen = "";

async function look() {
  const asked = query();
  const chosen = session();
  try {
    const [state, story] = await Promise.all([
      read(`/sandbox/state?${asked}`),
      chosen ? read(`/sandbox/log?session=${encodeURIComponent(chosen)}`) : [],
    ]);
    say("Live", false);
    // The answer to a filter that was changed since.
    if (asked !== query()) return;
    showClock(state);
    // The time alone changes with every look.
    const seen = JSON.stringify([asked, { ...state, now: null }, story]);
    if (seen !== lastSeen) {
      lastSeen = seen;
      addMerchants(state.merchants);
      draw(state, changed);
      drawStory(chosen, story);
      sayWhatIsLeft(state);
    }
  } catch {
    say("The sandbox does not answer", true);
  }
}

async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
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
  const moved = `${offset > 0 ? "ahead" : "behind"} by ${duration(Math.abs(offset))}`;
  byId("offset").textContent = offset === 0 ? "" : moved;
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

byId("dump-file").addEventListener("change", async ({ target }) => {
  const problem = byId("dump-problem");
  problem.textContent = "";
  const [file] = target.files;
  if (!file) return;
  try {
    const answer = await changed("PUT", "/sandbox/dump", JSON.parse(await file.text()));
    if (answer && !answer.ok) problem.textContent = (await answer.json()).error;
  } catch {
    problem.textContent = "The file is not JSON.";
  }
  // The same file can be chosen again.
  target.value = "";
});

startFilter(look);
startFaults(changed);

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, EVERY_MS);
}
document.addEventListener("visibilitychange", () => document.hidden || look());
watch();
