// `finalize` and `reauthorize`: calls of a later page, which need `init` and no widget.

function finalize(...given) {
  laterCall("finalize", given, { approved: false, show_form: false });
}

function reauthorize(...given) {
  laterCall("reauthorize", given, { approved: false });
}

// `failed` is the answer where the sandbox cannot be reached, or its window fails.
function laterCall(method, given, failed) {
  const { options, data, callback } = readArguments(given, ["payment_method_category"]);
  const call = { options, data, credentials: session && { client_token: session.token } };
  if (!session) failed(method, call, new TypeError("No session yet: call init first."));
  try {
    checkWidgetOptions(options);
  } catch (error) {
    misused(method, call, callback, { ...AUTHORIZE_REFUSED }, error);
  }
  answerLaterCall(method, call, callback, failed, canShow(session));
}

async function answerLaterCall(method, call, callback, failed, isReady) {
  if (isReady !== true && !(await isReady)) {
    note(method, call, failed);
    callback(failed);
    return;
  }
  let answer = null;
  let result = failed;
  try {
    answer = await ask(method, call);
    result = answer.is_decided ? answer.result : await confirmInOverlay(call.options, answer.window);
  } catch {
    // The page cannot tell it from a refusal.
  }
  deliver(answer, callback, result);
}

// The shopper's yes to a changed order. An overlay and no popup: a page may call without a click.
async function confirmInOverlay(options, id) {
  const frame = overlayOf(widgetName(options));
  try {
    return await outcomeOf(id, openWindow(frame, id, true));
  } finally {
    frame.release();
  }
}
