// @ts-check
// On the checkout, starts what the shop's wasm will ask for, before the wasm is there. The component
// takes the answers where it asks the very same.

// @ts-expect-error: the build puts it beside this file.
import { start } from "./klarna-early.js";

/** Returns the checkout that this page will start; nothing where the page is another, or its cart is new. */
function checkout() {
  const { pathname, search } = location;
  const query = new URLSearchParams(search);
  const reviews = pathname === "/checkout/review";
  if (!reviews && pathname !== "/checkout") return undefined;
  if (["market", "basket", "email", "buyer"].some((name) => query.has(name))) return undefined;
  const cart = localStorage.getItem("shop.cart");
  const locale = localStorage.getItem("shop.shown-locale");
  // The server writes it into the page; trunk's own server does not.
  const script = document.querySelector("meta[name='klarna-script']")?.getAttribute("content");
  if (!cart || !locale || !script?.startsWith("http")) return undefined;
  return { cart, locale, script, autoFinalize: !reviews && query.get("steps") !== "2" };
}

try {
  const wanted = checkout();
  if (wanted) start(wanted);
} catch {
  // No storage: the component asks in its own time.
}
