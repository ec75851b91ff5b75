// The story of a session: everything that happened to it, on one line of time.

import { content, kind, kindTag, name, outcome } from "/live/calls.js";
import { duration, span } from "/live/parts.js";
import { list } from "/live/rows.js";

const panel = document.getElementById("story-panel");

/** Draws the calls of a session, oldest first, or nothing where no session is chosen. */
export function drawStory(session, calls) {
  panel.hidden = session === "";
  if (panel.hidden) return;
  const title = document.getElementById("story-session");
  if (title.textContent !== session) title.textContent = session;
  document.getElementById("story-json").href = `/sandbox/log?session=${encodeURIComponent(session)}`;
  const rows = calls.map((call, index) => ({ ...call, since: calls[index - 1]?.at ?? null }));
  list("story", rows, (call) => String(call.number), storyRow);
}

function storyRow(call) {
  const details = document.createElement("details");
  details.className = "story__entry";
  details.dataset.kind = kind(call);
  const summary = document.createElement("summary");
  const at = Object.assign(document.createElement("time"), {
    className: "story__time",
    dateTime: call.at,
    textContent: call.at.slice(11, 23).replace("Z", "").padEnd(12, call.at.includes(".") ? "0" : " "),
  });
  const what = span("story__what", "");
  what.append(...[span("id", name(call)), outcome(call)].filter(Boolean));
  summary.append(at, kindTag(call), what, span("story__since soft", since(call)));
  details.append(summary, content(call));
  return details;
}

/** The time since the entry before: `+ 1.3 s`. */
function since({ at, since }) {
  if (!since) return "";
  const seconds = (Date.parse(at) - Date.parse(since)) / 1000;
  if (seconds < 0) return "clock set back";
  if (seconds < 60) return `+ ${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
  return `+ ${duration(Math.round(seconds))}`;
}
