// Calls: of merchants' servers, of pages to the SDK, in windows, and of the sandbox itself.

import { facts, row, sessionLink, span, tag, time } from "/live/parts.js";

/** Methods of the SDK whose answer may be on its way. */
const ANSWERED = ["load", "loadPaymentReview", "authorize", "reauthorize", "finalize"];

const WINDOW_TONES = { approved: "good", declined: "bad", closed: "wait" };

/** `REST`, or what the log has in the method's place. */
export const kind = ({ method }) => (["SDK", "WINDOW", "CALLBACK"].includes(method) ? method : "REST");

/** The name of a call, with the ids in it cut short: `POST /payments/v1/sessions/4f2c11aa…`. */
export function name(call) {
  if (kind(call) === "WINDOW") return call.path === "opened" ? "opened" : "shopper";
  const path = call.path.replace(/([0-9a-f]{8})-[0-9a-f-]{27}/g, "$1…");
  return kind(call) === "REST" ? `${call.method} ${path}` : path;
}

/** What came of a call, in a word. `null`: there is nothing to say. */
export function outcome(call) {
  const { status, response, path } = call;
  switch (kind(call)) {
    case "SDK":
      return sdkOutcome(path, response);
    case "WINDOW":
      return path === "opened" ? tag(call.request.purpose) : tag(path, WINDOW_TONES[path]);
    case "CALLBACK":
      if (status === null) return tag(response?.error ?? "no answer", "bad");
      return tag(String(status), status < 300 ? "good" : "bad");
    default:
      return tag(String(status), status < 400 ? "good" : "bad");
  }
}

function sdkOutcome(path, response) {
  if (response === null) return ANSWERED.includes(path) ? tag("no answer yet", "wait") : null;
  if (response.threw) return tag(`threw ${response.threw.name ?? "an error"}`, "bad");
  if (response.error?.invalid_fields) return tag("invalid fields", "bad");
  if (response.finalize_required) return tag("to be finalized", "wait");
  if (response.approved !== undefined) {
    return response.approved ? tag("approved", "good") : tag("not approved", "bad");
  }
  if (response.show_form !== undefined) {
    return response.show_form ? tag("shown", "good") : tag("not shown", "bad");
  }
  return null;
}

export function callRow(call) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(
    row(
      span("soft", time(call.at)),
      kindTag(call),
      span("id", name(call)),
      outcome(call),
      span("soft", call.merchant ?? "nobody"),
    ),
  );
  details.append(summary, content(call));
  return details;
}

export function callbackRow(call) {
  const { path, at, request, response, session } = call;
  return row(
    span("id", path),
    outcome(call),
    request.event_type && tag(request.event_type),
    response?.reason && span("soft", response.reason),
    span("soft", [time(at), request.order_id && `order ${request.order_id}`].filter(Boolean).join(" · ")),
    sessionLink(session, "session"),
  );
}

/** The kind of a call, as a label of its own colour. */
export function kindTag(call) {
  const element = span("kind", kind(call));
  element.dataset.kind = kind(call);
  return element;
}

/** Everything known of a call: its facts, its request and its response. */
export function content(call) {
  const element = document.createElement("div");
  const bodies = document.createElement("div");
  bodies.className = "bodies";
  bodies.append(body("Request", call.request), body("Response", call.response));
  element.append(
    facts([
      ["Path", kind(call) === "REST" && call.path],
      ["Session", call.session && sessionLink(call.session)],
      ["Correlation id", call.correlation_id],
    ]),
    bodies,
  );
  return element;
}

function body(title, json) {
  const part = document.createElement("div");
  const heading = document.createElement("h3");
  heading.textContent = title;
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = json === null ? "nothing" : JSON.stringify(json, null, 2);
  part.append(heading, text);
  return part;
}
