// The merchant's shop: a cart with something in it, and where Klarna's script is.

export interface Shop {
  script: string;
  cart: Cart;
}

export interface Cart {
  id: string;
  lines: { sku: string; name: string; quantity: number; total: number }[];
  total: { minor_units: number };
}

export async function openShop(): Promise<Shop> {
  const [config, cart] = await Promise.all([
    ask("/shop/config"),
    ask("/shop/carts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ market: "GB" }),
    }),
  ]);
  return { script: config.sdk_url, cart };
}

async function ask(path: string, options?: RequestInit) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}. Does \`cargo xtask demo\` run?`);
  return answer.json();
}

/** An amount of the cart: whole pence. */
export const pounds = (pence: number) =>
  (pence / 100).toLocaleString("en-GB", { style: "currency", currency: "GBP" });
