// `loadPaymentReview`: a line about the payment for the page on which the order is reviewed. In the US
// only, and as high as it stays.

const REVIEW_HEIGHT = "80px";

function loadPaymentReview(...given) {
  const { options, callback } = readArguments(given, []);
  const call = { options };
  let container;
  try {
    if (!session) throw notInitialised();
    if (session.claims.purchase_country !== "US") {
      throw namedError("OperationNotSupportedError", "There is a payment review in the US only.");
    }
    container = findContainer(options.container);
  } catch (error) {
    misused("loadPaymentReview", call, callback, { show_form: false }, error);
  }
  answerReview(container, call, callback);
}

async function answerReview(container, call, callback) {
  let answer = null;
  let result = { show_form: false };
  try {
    answer = await ask("loadPaymentReview", call);
    if (answer.result.show_form) await showReview(container, answer.locale);
    result = answer.result;
  } catch {
    // The sandbox cannot be reached, or the frame never came: nothing to show.
  }
  deliver(answer, callback, result);
}

async function showReview(container, locale) {
  const id = "klarna-payment-review-main";
  // One on a page: loaded again, it is shown anew.
  document.getElementById(id)?.remove();
  const frame = newFrame(id, `/kp/review?locale=${encodeURIComponent(locale)}`);
  frame.title = "Klarna Payment Review";
  styleMain(frame, REVIEW_HEIGHT);
  const arrived = frameArrives(frame);
  container.append(frame);
  await arrived;
}
