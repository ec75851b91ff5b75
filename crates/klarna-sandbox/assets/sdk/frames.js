// The SDK's iframes in the page.

const FRAME_TIMEOUT = 30_000;
const TOP_LAYER = "2147483647";
const OVERLAY_CLASS = "klarna-payments-fso-open";

// Every widget of the page by its name.
const widgets = new Map();
let watch = null;

function newFrame(id, path) {
  const frame = document.createElement("iframe");
  frame.id = id;
  frame.title = "Klarna";
  frame.setAttribute("scrolling", "no");
  frame.setAttribute("frameborder", "0");
  frame.src = ORIGIN + path;
  return frame;
}

function styleMain(frame, height) {
  Object.assign(frame.style, {
    display: "block", border: "0", width: "100%", minWidth: "280px", maxWidth: "600px", height,
  });
}

// Gives the widget of that name in that container: the one that is there, where the session and the
// parent element are the same, or else a new one.
function mountWidget(name, container) {
  const old = widgets.get(name);
  if (old && old.token === session.token && old.main.parentElement === container) return old;
  for (const other of [...widgets.values()]) {
    // One widget per container, and none of a session that `init` has replaced.
    if (other.name === name || other.container === container || other.token !== session.token) {
      removeWidget(other);
    }
  }
  const widget = buildWidget(name, container);
  widgets.set(name, widget);
  watch = watch || setInterval(removeLostWidgets, 100);
  return widget;
}

function buildWidget(name, container) {
  const main = newFrame(`klarna-${name}-main`, "/kp/widget");
  styleMain(main, "230px");
  const loader = document.createElement("div");
  loader.id = `${main.id}-loader`;
  loader.hidden = true;
  const widget = {
    name, container, main, loader, fullscreen: newOverlay(name),
    token: session.token, height: 230, view: null, method: null, overlaid: false, release() {},
  };
  listenToWidget(widget);
  container.append(loader, main);
  document.body.append(widget.fullscreen);
  mountDeviceFrame();
  return widget;
}

function newOverlay(name) {
  const frame = newFrame(`klarna-${name}-fullscreen`, "/kp/blank");
  Object.assign(frame.style, {
    display: "none", position: "fixed", inset: "0", border: "0", width: "100%", height: "100%",
    zIndex: TOP_LAYER,
  });
  return frame;
}

// The overlay of the widget of that name; without a widget, one that is taken away with `release`.
function overlayOf(name) {
  if (widgets.has(name)) return widgets.get(name);
  const fullscreen = newOverlay(name);
  document.body.append(fullscreen);
  return { name, fullscreen, overlaid: false, release: () => fullscreen.remove() };
}

// Klarna looks at the shopper's device in a frame of its own. Here it is an empty page.
function mountDeviceFrame() {
  const id = "klarna-payments-device-recognition";
  if (document.getElementById(id)) return;
  const frame = newFrame(id, "/kp/blank");
  frame.style.display = "none";
  frame.tabIndex = -1;
  document.body.append(frame);
}

function removeWidget(widget) {
  widgets.delete(widget.name);
  widget.stopListening();
  hideOverlay(widget);
  for (const element of [widget.main, widget.loader, widget.fullscreen]) element.remove();
}

// A page that takes the container away is not asked to tell: the SDK looks.
function removeLostWidgets() {
  for (const widget of [...widgets.values()]) {
    if (!widget.main.isConnected) removeWidget(widget);
  }
  if (!widgets.size) {
    clearInterval(watch);
    watch = null;
  }
}

function showOverlay(widget, path) {
  // A new browsing context: Chromium at times gives no size to the page of a frame that was hidden and
  // is shown while it navigates.
  widget.fullscreen.remove();
  widget.fullscreen.style.display = "block";
  widget.fullscreen.src = ORIGIN + path;
  document.body.append(widget.fullscreen);
  widget.fullscreen.focus();
  for (const root of [document.documentElement, document.body]) root.classList.add(OVERLAY_CLASS);
  widget.overlaid = true;
  emit("fullscreenOverlayShown");
}

function hideOverlay(widget) {
  if (!widget.overlaid) return;
  widget.overlaid = false;
  widget.fullscreen.style.display = "none";
  widget.fullscreen.src = `${ORIGIN}/kp/blank`;
  for (const root of [document.documentElement, document.body]) root.classList.remove(OVERLAY_CLASS);
  emit("fullscreenOverlayHidden");
}
