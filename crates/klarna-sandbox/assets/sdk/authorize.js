// `authorize`: asks the shopper in a window, and hands over the token of the approval.

const AUTHORIZE_REFUSED = { show_form: false, approved: false };
const PURCHASE_FAILED = { approved: false, show_form: false, finalize_required: false };

// The countries whose sessions need a widget in the iframe flow, whatever they tokenize.
const COUNTRIES_WITH_WIDGET = ["CH", "FI"];

// The last call that runs for each widget name, until its window is answered.
const running = new Map();

function authorize(...given) {
  const optionKeys = ["payment_method_category", "instance_id"];
  const { options: read, data, callback: heard } = readArguments(given, optionKeys);
  const [options, callback] = [withCategoryNames(read), quietly(heard)];
  const call = { options, data };
  try {
    checkNames(options);
  } catch (error) {
    misused("authorize", call, callback, { ...AUTHORIZE_REFUSED }, error);
  }
  const name = widgetName(options);
  const widget = session && widgets.get(name);
  const isLoaded = widget && isInPage(widget);
  if (!session || !(isLoaded || needsNoWidget(session))) {
    failLater(call, callback);
    return;
  }
  if (session.isUtopia && running.has(name)) {
    // A later call while one runs is lost: its callback is never called.
    note("authorize", call, { swallowed: true });
    return;
  }
  if (!session.isUtopia) mountDeviceFrame();
  const answer = askNow("authorize", { ...call, chosen: isLoaded ? widget.method : undefined });
  if (answer && answer.throws) refuse(answer, callback, { ...AUTHORIZE_REFUSED });
  const asOverlay = options.interaction_mode === "IFRAME";
  runAuthorization(overlayOf(name), answer, callback, asOverlay, canShow(session));
}

// In the iframe flow a session that tokenizes loads a hidden widget by itself.
function needsNoWidget({ isUtopia, claims }) {
  const tokenizes = ["t", "bt", "bot"].includes(claims.i);
  return isUtopia || (tokenizes && !COUNTRIES_WITH_WIDGET.includes(claims.purchase_country));
}

// Not initialised, or no widget: nothing to catch for the caller. The callback hears it, and the error
// ends as an unhandled rejection of the page.
function failLater(call, callback) {
  note("authorize", call, { ...AUTHORIZE_REFUSED, ...thrown(notLoaded()) });
  Promise.resolve().then(() => {
    callback({ ...AUTHORIZE_REFUSED });
    throw notLoaded();
  });
}

// `frame` is a widget, or an overlay without one. `isReady` is `true`, or a promise of whether the
// library comes: without it every purchase is refused.
async function runAuthorization(frame, answer, callback, asOverlay, isReady) {
  const run = { isOver: false };
  // Two calls of one task are both carried out.
  queueMicrotask(() => { if (!run.isOver) running.set(frame.name, run); });
  let result = PURCHASE_FAILED;
  if (isReady !== true && !(await isReady)) {
    result = { approved: false, show_form: false };
  } else if (answer) {
    try {
      result = answer.is_decided
        ? answer.result
        : await outcomeOf(answer.window, openWindow(frame, answer.window, asOverlay));
    } catch {
      // The purchase flow failed; the page cannot tell that from a refusal.
    }
  }
  run.isOver = true;
  if (running.get(frame.name) === run) running.delete(frame.name);
  frame.release();
  deliver(answer, callback, result);
}
