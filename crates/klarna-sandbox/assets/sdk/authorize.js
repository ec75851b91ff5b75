// `authorize`: asks the shopper in a window, and hands over the token of the approval.

const AUTHORIZE_REFUSED = { show_form: false, approved: false };
const PURCHASE_FAILED = { approved: false, show_form: false, finalize_required: false };

// The call that runs for each widget name, until its window is answered.
const running = new Map();

function authorize(...given) {
  const optionKeys = ["payment_method_category", "instance_id"];
  const { options, data, callback } = readArguments(given, optionKeys);
  const call = { options, data };
  try {
    checkNames(options);
  } catch (error) {
    misused("authorize", call, callback, { ...AUTHORIZE_REFUSED }, error);
  }
  const name = widgetName(options);
  const widget = session && widgets.get(name);
  if (!widget || !widget.main.isConnected) {
    failLater(call, callback);
    return;
  }
  if (running.has(name)) {
    // A second call while one runs is lost: its callback is never called.
    note("authorize", call, { swallowed: true });
    return;
  }
  const answer = askNow("authorize", { ...call, chosen: widget.method });
  if (answer && answer.throws) refuse(answer, callback, { ...AUTHORIZE_REFUSED });
  runAuthorization(widget, answer, callback, options.interaction_mode === "IFRAME");
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

// `frame` is a widget, or an overlay without one.
async function runAuthorization(frame, answer, callback, asOverlay) {
  let result = PURCHASE_FAILED;
  if (answer) {
    running.set(frame.name, answer.call);
    try {
      result = answer.is_decided
        ? answer.result
        : await outcomeOf(answer.window, openWindow(frame, answer.window, asOverlay));
    } catch {
      // The purchase flow failed; the page cannot tell that from a refusal.
    }
    if (running.get(frame.name) === answer.call) running.delete(frame.name);
  }
  frame.release();
  deliver(answer, callback, result);
}
