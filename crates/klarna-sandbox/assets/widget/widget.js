// The page in a widget's iframe: lists the ways to pay and tells the SDK its height.

import { money } from "../shared/money.js";
import { wordsOf } from "../shared/words.js";

// The ways to pay whose time of payment is that of another one.
const SUMMARIES = {
  card: "pay_now", direct_debit: "pay_now", direct_bank_transfer: "pay_now", invoice: "pay_later",
};

// The session's options, and the property that each sets. The sandbox has checked what they look like.
const LOOKS = {
  color_border: "--line",
  color_border_selected: "--selected",
  color_details: "--accent",
  color_text: "--ink",
  radius_border: "--radius",
};

const widget = document.getElementById("widget");
const methods = document.getElementById("methods");

// The shop's page. Nothing that is said to it is secret, so it need not be known by name.
const tell = (message) => window.parent.postMessage(message, "*");
const height = () => Math.ceil(widget.getBoundingClientRect().height);

window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || Object(data).type !== "show") return;
  const chosen = show(data.view);
  tell({ type: "shown", number: data.number, height: height(), method: chosen });
});
new ResizeObserver(() => {
  if (!methods.hidden) tell({ type: "height", height: height() });
}).observe(widget);
tell({ type: "hello" });

function show(view) {
  const words = wordsOf(view.locale);
  paint(Object(view.options));
  document.documentElement.lang = words.lang;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
  const before = methods.querySelector(":checked");
  const wanted = (before && before.value) || view.preferred;
  const chosen = view.methods.includes(wanted) ? wanted : view.methods[0];
  for (const old of methods.querySelectorAll(".method")) old.remove();
  for (const name of view.methods) methods.append(method(name, name === chosen, view, words));
  methods.hidden = false;
  return chosen;
}

function paint(options) {
  for (const [option, property] of Object.entries(LOOKS)) {
    // Nothing in place of an option takes back what an earlier view had set.
    widget.style.setProperty(property, options[option] ?? "");
  }
}

function method(name, isChosen, view, words) {
  const row = document.getElementById("method").content.cloneNode(true);
  const put = (part, text) => { row.querySelector(`.method__${part}`).textContent = text; };
  const sum = (amount) => money(amount, view.currency, view.locale);
  const part = sum(Math.ceil(view.amount / view.installments));
  const summary = view.is_stored ? words.is_stored : words[`${SUMMARIES[name] || name}_summary`];
  put("name", words[name]);
  put("summary", summary.replace("{amount}", part).replace("{count}", view.installments));
  put("amount", sum(view.amount));
  put("details", words.details);
  const radio = row.querySelector("input");
  radio.value = name;
  radio.checked = isChosen;
  radio.addEventListener("change", () => tell({ type: "chosen", method: name }));
  return row;
}
