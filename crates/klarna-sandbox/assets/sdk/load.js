// `load`: shows the widget and says whether Klarna can be offered.

let loads = 0;

// The first `load` waits for nothing, unless a fault stood by when the sandbox last spoke: it is part of
// every page's time to a usable widget.
const loadMustAskNow = () => loads > 0 || standing.load_may_throw;

function load(...given) {
  const { options, data, callback } = readArguments(given, []);
  // As the page gave them.
  const call = { options: { ...options }, data };
  try {
    if (options.client_token != null) useToken(options.client_token);
  } catch (error) {
    failed("load", call, error);
  }
  let container;
  try {
    if (!session || !isSandbox(session.claims.base_url)) throw notInitialised();
    container = findContainer(options.container);
    checkWidgetOptions(options);
  } catch (error) {
    // The browser's own, for what is no selector.
    if (error instanceof DOMException) failed("load", call, error);
    misused("load", call, callback, { show_form: false }, error);
  }
  try {
    // The page's own object is changed; one that is frozen cannot be loaded with.
    const isAll = options.payment_method_category === "klarna";
    options.payment_method_categories = isAll ? [...OF_KLARNA] : options.payment_method_categories;
  } catch (error) {
    failed("load", call, error);
  }
  const answer = loadMustAskNow() ? askNow("load", call) : null;
  if (answer && answer.throws) refuse(answer, callback, { show_form: false });
  loads += 1;
  const widget = mountWidget(widgetName(options), container);
  answerLoad(widget, answer || ask("load", call), callback);
}

async function answerLoad(widget, asked, callback) {
  let answer = null;
  let result = { show_form: false };
  try {
    answer = await asked;
    if (answer.widget_is_silent) return;
    const shown = answer.view ? showWidget(widget, answer.view) : hideWidget(widget);
    await Promise.race([shown, widget.replaced]);
    result = answer.result;
  } catch {
    // The sandbox cannot be reached, the library is blocked, or the frame never came: not offered.
  }
  deliver(answer, callback, result);
}
