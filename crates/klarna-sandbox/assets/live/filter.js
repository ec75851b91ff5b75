// The filter: a search, a merchant, a session. The page's address names it, so that it can be shared, and
// the browser's back button undoes the choice of a session.

const form = document.getElementById("filter");
const fields = form.elements;
const NAMES = ["search", "merchant", "session"];

/** The filter as the query of an address, empty where everything is shown. */
export function query() {
  const set = NAMES.map((name) => [name, fields[name].value.trim()]).filter(([, value]) => value);
  return new URLSearchParams(set).toString();
}

/** The session whose story is shown; empty where none is. */
export const session = () => fields.session.value.trim();

/** Shows everything that belongs to a session, or with `""` to all of them. */
function choose(id) {
  fields.session.value = id;
  history.pushState(null, "", address());
}

const address = () => (query() ? `/?${query()}` : "/");

function read() {
  const given = new URLSearchParams(location.search);
  addMerchants([given.get("merchant") ?? ""]);
  for (const name of NAMES) fields[name].value = given.get(name) ?? "";
}

/** `changed()` draws the page anew. */
export function startFilter(changed) {
  read();
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      history.replaceState(null, "", address());
      changed();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    // The fields are empty once the event is over.
    setTimeout(() => {
      history.pushState(null, "", address());
      changed();
    });
  });
  addEventListener("popstate", () => {
    read();
    changed();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-session]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.session);
    await changed();
    document.getElementById("story-title").focus();
  });
  document.getElementById("story-close").addEventListener("click", () => {
    choose("");
    fields.search.focus();
    changed();
  });
}

/** Lets merchants be chosen. One that was chosen before stays, also where the sandbox has forgotten it. */
export function addMerchants(merchants) {
  const known = new Set([...fields.merchant.options].map(({ value }) => value));
  for (const merchant of merchants) {
    if (!known.has(merchant)) fields.merchant.append(new Option(merchant, merchant));
  }
}

/** Says what is left, for those who do not see it. */
export function sayWhatIsLeft({ sessions, orders, calls }) {
  const isFiltered = query() !== "";
  form.querySelector("[type=reset]").hidden = !isFiltered;
  for (const empty of document.querySelectorAll("[data-filtered] + .empty")) {
    empty.dataset.text ??= empty.textContent;
    write(empty, isFiltered ? "Nothing here matches." : empty.dataset.text);
  }
  const left = [count(sessions, "session"), count(orders, "order"), count(calls, "call")];
  write(document.getElementById("filter-status"), isFiltered ? left.join(", ") : "");
}

/** Only changes are written: a live region speaks at each write. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const count = ({ length }, name) => `${length || "no"} ${name}${length === 1 ? "" : "s"}`;
