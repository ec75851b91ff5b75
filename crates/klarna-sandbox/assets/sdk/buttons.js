// Express Checkout (`Klarna.Payments.Buttons`): a button of the SDK's own, and the authorization that
// its click starts, on a session of the page's or on one that the order makes.

const Buttons = { init: initButtons, load: loadButton, authorize: authorizeExpress };

// The name of the window, and of the call that runs.
const EXPRESS = "express";

// Colours on the button: background, text, border.
const THEMES = {
  default: ["#0b5a63", "#ffffff", "#0b5a63"],
  light: ["#ffffff", "#16202e", "#16202e"],
  dark: ["#16202e", "#ffffff", "#16202e"],
};
const RADII = { default: "8px", rect: "0", pill: "999px" };

// `{client_token}` or `{client_id}`, or null before `Buttons.init`.
let expressCredentials = null;

function initButtons(options) {
  const given = Object(options);
  try {
    expressCredentials = readCredentials(given);
  } catch (error) {
    note("Buttons.init", { options: given }, thrown(error));
    throw error;
  }
  note("Buttons.init", { options: given, credentials: expressCredentials }, null);
  return Buttons;
}

function readCredentials({ client_token: token, client_id: id, client_key: key }) {
  if (token != null) {
    readClaims(token);
    return { client_token: token };
  }
  if (key != null) console.warn("Buttons.init: client_key is an old name. Give a client_id.");
  const known = id ?? key;
  if (typeof known === "string" && known) return { client_id: known };
  throw plainError("Buttons.init needs a client_token or a client_id.");
}

// What is wrong with the call goes to the callback, and is thrown only where there is none.
function loadButton(options, callback) {
  const given = Object(options);
  const call = { options: given, credentials: expressCredentials };
  let container;
  try {
    if (!expressCredentials) throw plainError("Call Buttons.init first.");
    if (typeof given.on_click !== "function") throw plainError("A button needs an on_click.");
    container = findContainer(given.container);
  } catch (error) {
    note("Buttons.load", call, { show_form: false, ...thrown(error) });
    if (typeof callback !== "function") throw error;
    callback({ show_form: false, error });
    return;
  }
  answerButton(container, call, typeof callback === "function" ? callback : () => {});
}

async function answerButton(container, call, callback) {
  let answer = null;
  let result = { show_form: false };
  try {
    answer = await ask("Buttons.load", call);
    result = answer.result;
    if (result.show_form) drawButton(container, call, answer);
  } catch {
    // The sandbox cannot be reached: no button.
  }
  deliver(answer, callback, result);
}

function drawButton(container, { options, credentials }, { words, lang }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "klarna-express-button";
  button.lang = lang;
  button.textContent = options.label === "klarna" ? "Klarna" : words;
  button.ariaLabel = words;
  const [background, color, border] = THEMES[options.theme] || THEMES.default;
  Object.assign(button.style, {
    display: "block", width: "100%", minHeight: "48px", padding: "8px 16px", cursor: "pointer",
    border: `1px solid ${border}`, borderRadius: RADII[options.shape] || RADII.default,
    background, color, font: "600 16px/1.3 system-ui, sans-serif", outlineOffset: "2px",
  });
  button.addEventListener("click", () => {
    options.on_click((...given) => expressAuthorization(credentials, given));
  });
  // One button per container: loaded again, it is drawn anew.
  for (const old of container.querySelectorAll(":scope > .klarna-express-button")) old.remove();
  container.append(button);
}

function authorizeExpress(...given) {
  expressAuthorization(expressCredentials, given);
}

// `({auto_finalize, collect_shipping_address}, order | null, callback)`, in the shopper's click.
function expressAuthorization(credentials, given) {
  const { options, data, callback } = readArguments(given, []);
  const call = { options, data, credentials };
  if (!credentials) {
    const error = plainError("Call Buttons.init first.");
    misused("Buttons.authorize", call, callback, { ...AUTHORIZE_REFUSED }, error);
  }
  if (running.has(EXPRESS)) {
    note("Buttons.authorize", call, { swallowed: true });
    return;
  }
  const answer = askNow("Buttons.authorize", call);
  if (answer && answer.throws) refuse(answer, callback, { ...AUTHORIZE_REFUSED });
  const asOverlay = options.interaction_mode === "IFRAME";
  runAuthorization(overlayOf(EXPRESS), answer, callback, asOverlay, true);
}
