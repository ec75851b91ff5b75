// What is unfinished, in the tab's session storage. A browser that has none, or a full one, keeps
// nothing; the server still knows.

const nameOf = (base, cart) => `klarna-checkout ${base} ${cart}`;

/** Keeps it for that cart at that server. */
export const keep = (base, cart, unfinished) =>
  tried(() => sessionStorage.setItem(nameOf(base, cart), JSON.stringify(unfinished)));

/** What was kept, if anything was. */
export const recall = (base, cart) => tried(() => JSON.parse(sessionStorage.getItem(nameOf(base, cart))));

export const forget = (base, cart) => tried(() => sessionStorage.removeItem(nameOf(base, cart)));

function tried(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
