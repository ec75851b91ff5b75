// What the stand-in does: the calls that a page needs to show a widget and to have a purchase approved.
const ORIGIN = new URL(document.currentScript.src).origin;
const approval = { show_form: true, approved: true, authorization_token: "bench" };
let started = false;
// What each frame's page is waited for with.
const waiting = new Map();

window.addEventListener("message", (event) => {
  if (event.origin !== ORIGIN || event.data?.type !== "bench-widget") return;
  for (const [frame, callback] of waiting) {
    if (!frame.isConnected) waiting.delete(frame);
    if (frame.contentWindow !== event.source) continue;
    waiting.delete(frame);
    callback({ show_form: true });
  }
});

function init(options) {
  if (!options?.client_token) throw new Error("init needs a client_token.");
  started = true;
}

const callbackOf = (given) => given.find((argument) => typeof argument === "function") ?? (() => {});

function load(options, ...rest) {
  if (!started) throw new Error("load comes after init.");
  const { container } = options;
  const place = typeof container === "string" ? document.querySelector(container) : container;
  const frame = document.createElement("iframe");
  frame.title = "Klarna";
  frame.style.cssText = "border:0;display:block;height:230px;width:100%";
  frame.src = `${ORIGIN}/sandbox/bench/widget`;
  waiting.set(frame, callbackOf(rest));
  place.replaceChildren(frame);
}

const approve = (options, ...rest) => setTimeout(callbackOf(rest), 0, approval);

const handlers = new Map();
const on = (name, handler) => handlers.set(name, [...(handlers.get(name) ?? []), handler]);
const off = (name, handler) =>
  handlers.set(name, (handlers.get(name) ?? []).filter((other) => handler && other !== handler));

window.Klarna = window.Klarna || {};
window.Klarna.Payments = {
  init, load, on, off, authorize: approve, reauthorize: approve, finalize: approve,
  loadPaymentReview(options, callback) { callback?.({ show_form: true }); },
};
if (typeof window.klarnaAsyncCallback === "function") window.klarnaAsyncCallback();
