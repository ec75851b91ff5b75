// `loadPaymentReview`: a line about the payment for the page on which the order is reviewed. In two
// countries only, and as high as it stays.

const REVIEW_COUNTRIES = ["GB", "US"];
const REVIEW_HEIGHT = "80px";

function loadPaymentReview(...given) {
  const { options, callback } = readArguments(given, []);
  const call = { options, credentials: session && { client_token: session.token } };
  let container;
  try {
    if (!session) throw notInitialised();
    if (!REVIEW_COUNTRIES.includes(session.claims.purchase_country)) {
      throw namedError("OperationNotSupportedError", "There is no payment review in this country.");
    }
    container = findContainer(options.container);
  } catch (error) {
    if (error instanceof DOMException) failed("loadPaymentReview", call, error);
    misused("loadPaymentReview", call, callback, { show_form: false }, error);
  }
  answerReview(container, call, callback, session.isUtopia, canShow(session));
}

async function answerReview(container, call, callback, isUtopia, isReady) {
  const refused = { show_form: false };
  if (isReady !== true && !(await isReady)) {
    note("loadPaymentReview", call, refused);
    callback(refused);
    return;
  }
  let answer = null;
  let result = refused;
  try {
    answer = await ask("loadPaymentReview", call);
    if (answer.result.show_form) await showReview(container, answer.locale, isUtopia);
    result = answer.result;
  } catch {
    // The sandbox cannot be reached, or the frame never came: nothing to show.
  }
  deliver(answer, callback, result);
}

// The review that the page shows: the frame, or the host of its shadow root.
let review = null;

async function showReview(container, locale, isUtopia) {
  // One on a page: loaded again, it is shown anew.
  review?.remove();
  const frame = newFrame("klarna-payment-review-main", `/kp/review?locale=${encodeURIComponent(locale)}`);
  frame.title = "Klarna Payment Review";
  styleMain(frame, REVIEW_HEIGHT);
  const arrived = frameArrives(frame);
  review = isUtopia ? library().place(container, [frame]) : frame;
  if (!isUtopia) container.append(frame);
  await arrived;
}
