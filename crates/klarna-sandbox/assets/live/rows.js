// Draws the lists. A row that is still there keeps its node, so that focus, selection and opened
// details survive the next look.

import { money } from "/kp/shared/money.js";
import { callbackRow, callRow } from "/live/calls.js";
import { orderRow, tokenRow } from "/live/orders.js";
import { button, row, sessionLink, span, tag, time } from "/live/parts.js";

/** How many of each the sandbox tells of. */
const SHOWN = 50;

/** `changed(method, path, body)` makes a control call. */
export function draw(state, changed) {
  list("sessions", state.sessions, (s) => s.id, sessionRow);
  list("authorizations", state.authorizations, (a) => a.token, authorizationRow);
  list("orders", state.orders, (o) => o.id, orderRow);
  list("tokens", state.tokens, (t) => String(t.number), (token) => tokenRow(token, changed));
  list("callbacks", state.callbacks, (c) => String(c.number), callbackRow);
  list("faults", state.faults, (f) => String(f.id), (fault) => faultRow(fault, changed));
  list("calls", state.calls, (c) => String(c.number), callRow);
  const ids = state.sessions.map(({ id }) => Object.assign(document.createElement("option"), { value: id }));
  document.getElementById("session-ids").replaceChildren(...ids);
}

/** Draws rows into the element of that id. */
export function list(id, rows, key, draw) {
  const parent = document.getElementById(id);
  const isWhole = id === "story" || rows.length < SHOWN;
  document.getElementById(`${id}-count`).textContent = isWhole ? rows.length : `${SHOWN}+`;
  const before = new Map([...parent.children].map((item) => [item.dataset.key, item]));
  rows.forEach((row, index) => {
    const text = JSON.stringify(row);
    let item = before.get(key(row));
    before.delete(key(row));
    if (!item) {
      item = document.createElement("li");
      item.dataset.key = key(row);
    }
    if (item.drawnFrom !== text) {
      item.drawnFrom = text;
      redraw(item, draw(row));
    }
    if (parent.children[index] !== item) parent.insertBefore(item, parent.children[index] ?? null);
  });
  for (const gone of before.values()) gone.remove();
}

/** Details that were open, and the button that had the focus, are so again. */
function redraw(item, content) {
  const wasOpen = item.querySelector("details")?.open;
  const hadFocus = item.contains(document.activeElement);
  item.replaceChildren(content);
  const details = item.querySelector("details");
  if (details && wasOpen) details.open = true;
  if (hadFocus) item.querySelector("button, summary")?.focus();
}

function sessionRow(session) {
  const { id, merchant, status, country, currency, amount, intent, categories, email } = session;
  return row(
    sessionLink(id),
    tag(status),
    span("amount", money(amount, currency, "en")),
    intent !== "buy" && tag(intent),
    span("soft", `${country} · ${merchant} · ends ${time(session.expires_at)}`),
    categories === 0 && tag("not offered"),
    (email || session.references.length > 0) &&
      span("soft", [email, ...session.references].filter(Boolean).join(" · ")),
  );
}

function authorizationRow({ token, status, expires_at, session }) {
  return row(
    span("id", token),
    tag(status),
    span("soft", `until ${time(expires_at)}`),
    sessionLink(session, "session"),
  );
}

function faultRow({ id, kind, ...options }, changed) {
  const remove = button("Remove", `Remove ${kind}`, () => {
    // The focus goes where the keyboard can go on, not to the top of the page.
    document.getElementById("faults-clear").focus();
    changed("DELETE", `/sandbox/faults/${id}`);
  });
  const details = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return row(span("id", kind), span("soft", details.join(" · ")), remove);
}
