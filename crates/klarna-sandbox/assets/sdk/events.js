// One emitter for the whole page, shared by every widget on it: `off` without a handler also
// removes what others have put there.

const EVENTS = ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"];

// Accepted where developers try things out, refused where shoppers are: code that listens to one
// works on localhost and throws in production.
const INTERNAL_EVENTS = ["paymentMethodSelected", "userAccountLoginShown", "userAccountLoginHidden"];

const handlers = new Map();

function isKnownEvent(event) {
  const host = window.location.hostname;
  const lenient =
    host === "localhost" || host === "0.0.0.0" || /(^|\.)klarna\.[a-z.]+$/.test(host);
  return EVENTS.includes(event) || (lenient && INTERNAL_EVENTS.includes(event));
}

function on(event, handler) {
  const call = { options: { event } };
  if (!isKnownEvent(event)) {
    failed("on", call, namedError("EventNotSupportedError", `There is no event "${event}".`));
  }
  if (typeof handler !== "function") {
    failed("on", call, new TypeError("The handler has to be a function."));
  }
  note("on", call, null);
  if (!handlers.has(event)) handlers.set(event, []);
  handlers.get(event).push(handler);
}

function off(event, handler) {
  note("off", { options: { event, all: handler === undefined } }, null);
  const kept = (handlers.get(event) || []).filter((other) => handler && other !== handler);
  handlers.set(event, kept);
}

// `name` is the widget's.
function emit(event, name, ...details) {
  try {
    // A copy: a handler may remove itself. One that throws keeps the later ones from hearing.
    for (const handler of [...(handlers.get(event) || [])]) handler(...details, name);
  } catch (error) {
    setTimeout(() => { throw error; });
  }
}
