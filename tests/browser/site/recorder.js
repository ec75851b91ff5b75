// Keeps what the element tells the page and what the page does, for a test to ask. A classic script:
// it is there before the element's module.

const NAMES = [
  "offered", "ready", "not-offered", "authorizing", "authorized", "authorization-ended", "approved",
  "checking", "cancelled", "invalid-fields", "declined", "placed", "placed-not-stored", "stored",
  "pending", "error", "height", "overlay",
];

/** The events as they come to the document: `{name, at, isObject, detail}`. */
window.heard = [];
for (const name of NAMES) {
  document.addEventListener(`klarna-${name}`, ({ target, detail }) => {
    const isObject = typeof detail === "object" && detail !== null;
    heard.push({ name, at: target.id, isObject, detail });
  });
}

/** What came of promises, by the name that a test gave them: `{value}` or `{code, name}`. */
window.outcomes = {};
window.keep = (key, promise) => {
  outcomes[key] = null;
  promise.then(
    (value) => { outcomes[key] = { value: value ?? null }; },
    ({ code, name }) => { outcomes[key] = { code, name }; },
  );
};

/** How far things have moved that nobody touched. */
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    shifts.push({ value, moved: sources.map(({ node }) => node?.id || node?.className || node?.nodeName) });
  }
}).observe({ type: "layout-shift", buffered: true });

window.submits = 0;
addEventListener("submit", (event) => {
  submits += 1;
  event.preventDefault();
}, true);

/** What the page's own button does. */
window.pressed = () => {};
addEventListener("click", ({ target }) => target.id === "press" && pressed());

/**
 * Answers to requests with `hold` in their URL are held back until `release()`; the first request with
 * `lose` in it is lost.
 */
let { hold, lose } = document.currentScript.dataset;
const released = new Promise((resolve) => { window.release = resolve; });
const { fetch: request } = window;
/** The URLs of all requests, whatever came of them. */
window.requests = [];
window.fetch = async (url, options) => {
  requests.push(String(url.url ?? url));
  if (lose && String(url.url ?? url).includes(lose)) {
    lose = "";
    throw new TypeError("lost");
  }
  const answer = await request(url, options);
  if (hold && String(url.url ?? url).includes(hold)) await released;
  return answer;
};
