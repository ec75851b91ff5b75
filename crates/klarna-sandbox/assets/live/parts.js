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

/** A link to the story of a session. */
export function sessionLink(id, prefix = "") {
  const link = Object.assign(document.createElement("a"), {
    className: "id",
    href: `/?session=${encodeURIComponent(id)}`,
    textContent: prefix ? `${prefix} ${id.slice(0, 8)}…` : id,
  });
  link.dataset.session = id;
  link.setAttribute("aria-label", `Session ${id}: its story`);
  return link;
}

/** Terms with what is said of them: a text, or an element. Those without are left out. */
export function facts(terms) {
  const list = document.createElement("dl");
  list.className = "facts";
  for (const [name, value] of terms) {
    if (!value) continue;
    const term = document.createElement("dt");
    term.textContent = name;
    const said = document.createElement("dd");
    said.append(value);
    list.append(term, said);
  }
  return list;
}

/** `90061` seconds as `1 d 1 h 1 min 1 s`. */
export function duration(seconds) {
  const parts = [
    [Math.floor(seconds / 86400), "d"],
    [Math.floor((seconds % 86400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** `2026-03-01T12:00:00Z` as `03-01 12:00:00`. */
export function time(instant) {
  return instant.slice(5, 19).replace("T", " ");
}
