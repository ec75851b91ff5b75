// The SDK's talk with the sandbox: it tells every call, and is told what to do.
//
// Each call that the page makes is reported to `POST /kp/sdk/calls`, in order. Calls with a result
// are answered with what shall happen, faults that somebody asked for included. A body
// of type text/plain spares the browser the question (the CORS preflight) before each request.

// Reports that need no answer wait here and go along with the next one.
let waiting = [];
// The request that is under way. The next one waits for it, so that the log keeps the page's order.
let underway = Promise.resolve();

function post(path, body) {
  const text = JSON.stringify(body);
  // What is told while the page goes away shall arrive; browsers allow that for small bodies.
  const keepalive = text.length < 8_000;
  return fetch(ORIGIN + path, { method: "POST", credentials: "omit", keepalive, body: text });
}

// One call as the sandbox is told of it, on the SDK's session or with `credentials` of its own. `response` is what the page got at once, if anything.
function describe(method, { options, data, chosen, credentials }, response) {
  const activation = navigator.userActivation;
  const told = { ...options };
  if ("container" in told) told.container = describeContainer(told.container);
  return {
    method,
    ...(credentials || { client_token: session && session.token }),
    options: asItIsNow(told),
    data: asItIsNow(data || {}),
    user_activation: activation ? activation.isActive : null,
    widget: method === "load" || method === "authorize" ? widgetName(told) : null,
    chosen,
    response,
  };
}

// The page may change its object before it is sent.
const asItIsNow = (value) => JSON.parse(JSON.stringify(value));

function describeContainer(container) {
  if (!(container instanceof Element)) return String(container);
  return `<${container.localName}${container.id ? ` id="${container.id}"` : ""}>`;
}

// Reports a call that is over already.
function note(method, call, response) {
  waiting.push({ ...describe(method, call, response), over: true });
  setTimeout(flush);
}

function flush() {
  if (waiting.length) send(waiting.splice(0)).catch(() => {});
}

function send(calls) {
  const sent = underway.then(() => post("/kp/sdk/calls", calls)).then(readAnswers);
  underway = sent.catch(() => {});
  return sent;
}

async function readAnswers(response) {
  if (!response.ok) throw plainError("The sandbox refused the report.");
  return takeAnswers(await response.json());
}

function takeAnswers(told) {
  // The faults that the next call has to know of at once: see the script's first lines.
  standing = told.standing;
  return told.answers;
}

// Reports a call and gives a promise of what shall happen.
async function ask(method, call) {
  const answers = await send([...waiting.splice(0), describe(method, call, null)]);
  return answers.at(-1);
}

// The same while the page waits: a call can only throw because of a fault that is known of before it
// returns. Klarna's SDK does no such thing; on one machine the wait is too short to notice. Gives null
// where the sandbox cannot be reached.
function askNow(method, call) {
  const told = { ...describe(method, call, null), may_throw: true };
  const request = new XMLHttpRequest();
  try {
    request.open("POST", `${ORIGIN}/kp/sdk/calls`, false);
    request.send(JSON.stringify([...waiting.splice(0), told]));
    return takeAnswers(JSON.parse(request.responseText)).at(-1);
  } catch {
    return null;
  }
}

// Tells what the page was answered in the end, for the log.
function tellAnswer(call, response) {
  post("/kp/sdk/answers", { call, response }).catch(() => {});
}
