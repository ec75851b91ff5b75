// Express Checkout (`Klarna.Payments.Buttons`): a button of the SDK's own, and the authorization that
// its click starts, on a session of the page's or on one that the order makes.

const Buttons = { init: initButtons, load: loadButton, authorize: authorizeExpress };

// The name of the window, and of the call that runs.
const EXPRESS = "express";

// All of the button's looks: without them it is the browser's own, a bare grey stub. The colours are
// background, text and border.
const THEMES = {
  default: ["#0b5a63", "#ffffff", "#0b5a63"],
  light: ["#ffffff", "#16202e", "#16202e"],
  dark: ["#16202e", "#ffffff", "#16202e"],
};
const RADII = { default: "8px", rect: "0", pill: "999px" };

// `{client_token}` or `{client_id}`, or null before `Buttons.init`.
let expressCredentials = null;

// What goes wrong with buttons is told by a plain object, which is no `Error`.
const buttonError = (message) => ({ name: "Error", message });

function initButtons(options) {
  const given = Object(options);
  try {
    expressCredentials = readCredentials(given);
  } catch (error) {
    failed("Buttons.init", { options: given }, error);
  }
  note("Buttons.init", { options: given, credentials: expressCredentials }, null);
  return Buttons;
}

// A token is not read: a bad one is refused when the shopper has clicked.
function readCredentials({ client_token: token, client_id: id, client_key: key }) {
  if (token != null) return { client_token: String(token) };
  if (key != null) console.warn("Buttons.init: client_key is an old name. Give a client_id.");
  const known = id ?? key;
  if (typeof known === "string" && known) return { client_id: known };
  throw buttonError("Buttons.init needs a client_token or a client_id.");
}

// Answers before it returns: nobody is asked whether Klarna is offered. What is wrong with the call goes to
// the callback, and is thrown only where there is none.
function loadButton(options, callback) {
  const given = Object(options);
  const call = { options: given, credentials: expressCredentials };
  const shown = { show_form: true };
  try {
    if (!expressCredentials) throw buttonError("Call Buttons.init first.");
    if (typeof given.on_click !== "function") throw buttonError("A button needs an on_click.");
    drawButton(containerOfButton(given.container), given, expressCredentials);
  } catch (error) {
    note("Buttons.load", call, { show_form: false, ...thrown(error) });
    if (typeof callback !== "function") throw error;
    callback({ show_form: false, error });
    return;
  }
  note("Buttons.load", call, shown);
  if (typeof callback === "function") callback(shown);
}

function containerOfButton(container) {
  try {
    return findContainer(container);
  } catch ({ message }) {
    throw buttonError(message);
  }
}

// Each call adds a button, in a shadow root of its own.
function drawButton(container, options, credentials) {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const [lang, words] = wordsOfButton(options.locale || languageOf(credentials));
  Object.assign(button, { type: "button", className: "klarna-express-button", lang });
  button.textContent = options.label === "klarna" ? "Klarna" : words;
  button.ariaLabel = words;
  button.addEventListener("click", () => {
    options.on_click((...given) => expressAuthorization(credentials, given));
  });
  addStyle(root, styleOfButton(options));
  root.append(button);
  container.append(host);
}

function styleOfButton({ theme, shape }) {
  const [background, color, border] = THEMES[theme] || THEMES.default;
  return `.klarna-express-button {
    display: block; width: 100%; min-height: 48px; padding: 8px 16px; cursor: pointer;
    border: 1px solid ${border}; border-radius: ${RADII[shape] || RADII.default};
    background: ${background}; color: ${color};
    font: 600 16px/1.3 system-ui, sans-serif; outline-offset: 2px;
  }`;
}

// The language of the words, and the words.
function wordsOfButton(locale) {
  const language = String(locale).split("-")[0];
  const lang = language in BUTTON_WORDS ? language : "en";
  return [lang, BUTTON_WORDS[lang]];
}

// That of the session, where there is one.
function languageOf({ client_token: token }) {
  try {
    return readClaims(token).language;
  } catch {
    return "en";
  }
}

function authorizeExpress(...given) {
  expressAuthorization(expressCredentials, given);
}

// `({auto_finalize, collect_shipping_address}, order | null, callback)` or `(order, callback)`, in the
// shopper's click.
function expressAuthorization(credentials, given) {
  const isOrderAlone = given.length === 2 && typeof given[1] === "function";
  const { options, data, callback } = readArguments(isOrderAlone ? [{}, ...given] : given, []);
  const call = { options, data, credentials };
  if (!credentials) {
    const error = buttonError("Call Buttons.init first.");
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
