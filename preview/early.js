// On the checkout, asks for the session that the shop's wasm will ask for, before the wasm is there.
// The component takes the answer where it makes the very same request; else nothing has happened.

/** How long the answer is of use, and may take. */
const MILLISECONDS = 15000;

/** The body of the request; nothing where the page is another, or a new cart is on its way. */
function body() {
  const { pathname, search } = location;
  const query = new URLSearchParams(search);
  const reviews = pathname === "/checkout/review";
  if (!reviews && pathname !== "/checkout") return;
  if (["market", "basket", "email", "buyer"].some((name) => query.has(name))) return;
  const cart = localStorage.getItem("shop.cart");
  const locale = localStorage.getItem("shop.shown-locale");
  // An approval without an outcome comes first.
  if (!cart || !locale || sessionStorage.getItem(`klarna-checkout /klarna ${cart}`)) return;
  const several = reviews || query.get("steps") === "2";
  return JSON.stringify({ cart, locale, ...(several && { auto_finalize: false }) });
}

function ask(url, body) {
  const answer = fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body,
    signal: AbortSignal.timeout(MILLISECONDS),
  });
  // Whoever takes it hears of a failure; where nobody does, it is nobody's error.
  answer.catch(() => {});
  const ahead = (globalThis[Symbol.for("klarna-checkout.ahead")] ??= []);
  const one = { url, body, answer };
  ahead.push(one);
  setTimeout(() => ahead.includes(one) && ahead.splice(ahead.indexOf(one), 1), MILLISECONDS);
}

try {
  const wanted = body();
  if (wanted) ask("/klarna/sessions", wanted);
} catch {
  // No storage: the component asks in its own time.
}
