// The SDK's iframes in the page.

const FRAME_TIMEOUT = 30_000;
const FULLSCREEN_DELAY = 500;
const TOP_LAYER = "2147483647";
const OVERLAY_CLASS = "klarna-payments-fso-open";

// The countries in which the widget may ask for the camera, to scan an identity document. Klarna does it
// in fifteen and does not say in which. Assumed: those where no national electronic identity is usual.
const CAMERA_COUNTRIES = [
  "AT", "AU", "BE", "CA", "CH", "DE", "ES", "FR", "GB", "IE", "IT", "NZ", "PL", "PT", "US",
];

// The countries in which Klarna does not look at the shopper's device.
const COUNTRIES_WITHOUT_DEVICE_FRAME = ["FI", "NO", "SE"];

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
  if (old && old.session.token === session.token && parentOf(old) === container) return old;
  for (const other of [...widgets.values()]) {
    // None of a session that `init` has replaced.
    if (other.name === name || other.session.token !== session.token) replaceWidget(other);
  }
  const widget = buildWidget(name, container);
  widgets.set(name, widget);
  widget.placed = placeWidget(widget);
  watch = watch || setInterval(removeLostWidgets, 100);
  return widget;
}

function buildWidget(name, container) {
  const main = newFrame(`klarna-${name}-main`, "/kp/widget");
  if (CAMERA_COUNTRIES.includes(session.claims.purchase_country)) main.allow = "camera";
  const loader = document.createElement("div");
  loader.id = `${main.id}-loader`;
  loader.hidden = true;
  const widget = {
    name, container, main, loader, fullscreen: newOverlay(name), session,
    // What the container was given: the frame, or the host of a shadow root.
    place: null,
    height: 230, view: null, method: null, overlaid: false, release() {},
  };
  widget.replaced = new Promise((resolve) => { widget.replace = resolve; });
  listenToWidget(widget);
  return widget;
}

// Puts a widget into its container. Gives `true`, or a promise of whether it is there where the library
// has yet to come.
function placeWidget(widget) {
  if (widget.session.isUtopia) {
    const draw = (isThere) => isThere && drawInShadow(widget);
    const isThere = canShow(widget.session);
    return isThere === true ? draw(true) : isThere.then(draw);
  }
  const { container, loader, main, fullscreen } = widget;
  styleMain(main, `${widget.height}px`);
  container.append(loader, main);
  widget.place = main;
  setTimeout(() => {
    if (isMounted(widget) && !fullscreen.isConnected) document.body.append(fullscreen);
  }, FULLSCREEN_DELAY);
  return true;
}

function drawInShadow(widget) {
  if (!isMounted(widget)) return false;
  widget.main.style.height = `${widget.height}px`;
  widget.place = library().place(widget.container, [widget.loader, widget.main]);
  return true;
}

const isMounted = (widget) => widgets.get(widget.name) === widget;
const parentOf = ({ place, container }) => (place ? place.parentElement : container);
const isInPage = ({ place, container }) => (place || container).isConnected;

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
  return { name, fullscreen, overlaid: false, release: () => fullscreen.remove() };
}

// Klarna looks at the shopper's device in a frame of its own. Here it is an empty page.
function mountDeviceFrame() {
  const id = "klarna-payments-device-recognition";
  if (COUNTRIES_WITHOUT_DEVICE_FRAME.includes(session.claims.purchase_country)) return;
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
  const { place, main, loader, fullscreen } = widget;
  for (const element of [place, main, loader, fullscreen]) element?.remove();
}

// Another one takes its place: a `load` of it that has no answer yet waits for it no longer.
function replaceWidget(widget) {
  removeWidget(widget);
  widget.replace();
}

// A page that takes the container away is not asked to tell: the SDK looks.
function removeLostWidgets() {
  for (const widget of [...widgets.values()]) {
    if (!isInPage(widget)) removeWidget(widget);
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
  emit("fullscreenOverlayShown", widget.name);
}

function hideOverlay(widget) {
  if (!widget.overlaid) return;
  widget.overlaid = false;
  widget.fullscreen.style.display = "none";
  widget.fullscreen.src = `${ORIGIN}/kp/blank`;
  for (const root of [document.documentElement, document.body]) root.classList.remove(OVERLAY_CLASS);
  emit("fullscreenOverlayHidden", widget.name);
}
