// The SDK's conversation with the page inside a widget's iframe.
//
// The page says `hello` when it is there; it is told to `show` something, and says `shown` with its
// height. It says `height` when that changes and `chosen` when the shopper chooses how to pay.

// How many views were shown: each has a number of its own.
let views = 0;

function listenToWidget(widget) {
  // Who waits to hear that a view is shown, by the view's number.
  widget.shown = new Map();
  widget.arrived = frameArrives(widget.main);
  widget.there = new Promise((resolve) => { widget.greeted = resolve; });
  const listener = (event) => {
    if (event.origin !== ORIGIN || event.source !== widget.main.contentWindow) return;
    hear(widget, Object(event.data));
  };
  window.addEventListener("message", listener);
  widget.stopListening = () => window.removeEventListener("message", listener);
}

function hear(widget, { type, height, method, number }) {
  if (type === "hello") {
    // Not for the first time where the page has moved the frame, which loads it anew.
    if (widget.view) show(widget);
    widget.greeted();
  }
  if (type === "shown" || type === "height") resize(widget, height);
  if (type === "shown" || type === "chosen") widget.method = method;
  if (type === "shown" && widget.shown.has(number)) {
    widget.shown.get(number)();
    widget.shown.delete(number);
  }
  if (type === "chosen") emit("paymentMethodSelected", widget.name, { payment_method: method });
}

function show({ main, view, number }) {
  const page = main.contentWindow;
  if (page) page.postMessage({ type: "show", view, number }, ORIGIN);
}

function frameArrives(frame) {
  const arrived = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(plainError("The widget's frame did not load.")), FRAME_TIMEOUT);
    frame.addEventListener("load", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
  // Nobody may be waiting yet when it fails.
  arrived.catch(() => {});
  return arrived;
}

async function showWidget(widget, view) {
  if (!(await widget.placed)) throw plainError("The widget cannot be drawn.");
  await widget.arrived;
  // For ever, where the page in the frame never speaks: whoever waits needs a time limit of their own.
  await widget.there;
  views += 1;
  Object.assign(widget, { view, number: views });
  widget.main.style.display = "block";
  const shown = new Promise((resolve) => widget.shown.set(widget.number, resolve));
  show(widget);
  await shown;
  widget.loader.remove();
}

async function hideWidget(widget) {
  if (!(await widget.placed)) return;
  await widget.arrived;
  await widget.there;
  widget.view = null;
  widget.main.style.display = "none";
  widget.loader.remove();
}

function resize(widget, height) {
  if (!Number.isInteger(height) || height <= 0 || height === widget.height) return;
  widget.height = height;
  widget.main.style.height = `${height}px`;
  emit("heightChanged", widget.name, height);
}
