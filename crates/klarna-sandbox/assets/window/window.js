// The authorization window: shows the purchase and tells the sandbox which button was pressed. The SDK
// waits at the sandbox, so it does not matter whether this page still knows who opened it.

import { money } from "../shared/money.js";
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
  put("email", view.email || "");
  put("method", words[view.method] || "");
  document.getElementById("email-fact").hidden = !view.email;
  document.getElementById("method-fact").hidden = !words[view.method];
  document.querySelector(".facts").hidden = !view.email && !words[view.method];
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
