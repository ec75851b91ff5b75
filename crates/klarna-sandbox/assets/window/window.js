// The authorization window: shows the purchase and tells the sandbox which button was pressed. The SDK
// waits at the sandbox, so it does not matter whether this page still knows who opened it.

import { money, period } from "../shared/money.js";
import { wordsOf } from "../shared/words.js";

const id = new URLSearchParams(window.location.search).get("id");
const buttons = [...document.querySelectorAll(".action")];
const message = document.getElementById("message");
const purchase = document.getElementById("purchase");
let words = wordsOf(navigator.language);

const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
const put = (element, text) => { document.getElementById(element).textContent = text; };

for (const button of buttons) button.addEventListener("click", () => answer(button.id));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.getElementById("close").click();
});
start();

async function start() {
  const response = await post("/kp/window/details", { window: id }).catch(() => null);
  if (response && response.ok) show(await response.json());
  else say(words.over);
}

function show(view) {
  words = wordsOf(view.locale);
  document.documentElement.lang = words.lang;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
  const sum = (amount) => money(amount, view.currency, view.locale);
  put("merchant", words.asks.replace("{merchant}", view.merchant));
  put("amount", sum(view.amount));
  showFacts({
    company: view.company,
    email: view.email,
    "ships-to": view.ships_to,
    method: words[view.method],
  });
  showAgreement(view, sum);
  document.getElementById("has-grown").hidden = !view.has_grown;
  document.getElementById("lines").append(...view.lines.map((item) => line(item, sum)));
  message.hidden = true;
  purchase.hidden = false;
  for (const button of buttons) button.disabled = false;
  // Who the customer is decides which answer is the expected one; the shopper may give another.
  const expected = document.getElementById(view.default);
  expected.dataset.default = "";
  document.querySelector(".actions").prepend(expected);
  expected.focus();
}

// Those that are known. A company may come without a name: then its label alone is the fact.
function showFacts(facts) {
  for (const [name, text] of Object.entries(facts)) {
    put(name, text || "");
    document.getElementById(`${name}-fact`).hidden = text == null;
  }
  document.getElementById("facts").hidden = Object.values(facts).every((text) => text == null);
}

// What the shopper agrees to for later: that the way to pay is stored, and what it is charged with.
function showAgreement(view, sum) {
  document.getElementById("today").hidden = !view.is_stored;
  document.getElementById("agreement").hidden = !view.is_stored;
  if (!view.is_stored) return;
  put("stores", words.stores.replace("{merchant}", view.merchant));
  document.getElementById("charges").append(...view.charges.map((item) => charge(item, view, sum)));
  if (!view.amount) put("approve", words.agree);
}

// `9,90 € / 1 Monat`: a form that every language reads without a grammar of its own.
function charge({ name, amount, interval, interval_count: count }, { locale }, sum) {
  const row = document.getElementById("charge").content.cloneNode(true);
  row.querySelector("dt").textContent = words.after;
  row.querySelector("dd").textContent =
    `${amount === null ? name : sum(amount)} / ${period(count, interval, locale)}`;
  return row;
}

function line(item, sum) {
  const row = document.getElementById("line").content.cloneNode(true);
  row.querySelector(".line__quantity").textContent = `${item.quantity} ×`;
  row.querySelector(".line__name").textContent = item.name;
  row.querySelector(".line__total").textContent = sum(item.total);
  return row;
}

async function answer(name) {
  for (const button of buttons) button.disabled = true;
  const response = await post("/kp/window/answers", { window: id, answer: name }).catch(() => null);
  if (!response) {
    // Nothing was decided: the shopper may try again.
    for (const button of buttons) button.disabled = false;
    return;
  }
  say(response.ok ? words.done : words.over);
  // Does nothing in the overlay, which the SDK takes away.
  window.close();
}

function say(text) {
  message.textContent = text;
  message.hidden = false;
  purchase.hidden = true;
}
