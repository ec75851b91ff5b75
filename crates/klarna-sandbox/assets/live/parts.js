// What rows are made of.

const TONES = {
  live: "good",
  complete: "good",
  consumed: "good",
  approved: "good",
  ACTIVE: "good",
  ACCEPTED: "good",
  PENDING: "wait",
  SUSPENDED: "wait",
  CANCELLED: "bad",
  REJECTED: "bad",
  expired: "bad",
  cancelled: "bad",
};

export function row(...parts) {
  const element = document.createElement("span");
  element.className = "row";
  element.append(...parts.filter(Boolean));
  return element;
}

export function span(className, text) {
  return Object.assign(document.createElement("span"), { className, textContent: text });
}

export function tag(text, tone = TONES[text] ?? "") {
  const element = span("tag", text);
  element.dataset.tone = tone;
  return element;
}

/** A button of a row; `label` says which row it is of. */
export function button(text, label, pressed) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  element.setAttribute("aria-label", label);
  element.addEventListener("click", pressed);
  return element;
}

/** `2026-03-01T12:00:00Z` as `03-01 12:00:00`. */
export function time(instant) {
  return instant.slice(5, 19).replace("T", " ");
}
