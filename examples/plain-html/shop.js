// A basket, a checkout and a confirmation, shown in turns: the part of the address after `#` says which.

const views = {
  basket(view) {
    view.querySelector("ul").append(...cart.lines.map(line));
    view.querySelector(".total span").textContent = pounds(cart.total.minor_units);
  },
  checkout(view) {
    const checkout = view.querySelector("klarna-checkout");
    const problem = view.querySelector("#problem");
    checkout.setAttribute("cart", cart.id);
    checkout.setAttribute("script", config.sdk_url);
    checkout.addEventListener("klarna-ready", () => (problem.hidden = true));
    checkout.addEventListener("klarna-error", ({ detail }) => {
      problem.textContent = `For our support: ${detail.code}`;
      problem.hidden = false;
    });
    checkout.addEventListener("klarna-placed", ({ detail }) => {
      location.hash = `confirmation=${detail.order_id}`;
    });
  },
  confirmation(view, order) {
    view.querySelector("#order").textContent = order;
  },
};

function show() {
  const [, asked, detail] = /^#(\w+)=?(.*)$/.exec(location.hash) ?? [];
  const name = Object.hasOwn(views, asked) ? asked : "basket";
  const view = document.importNode(document.getElementById(name).content, true);
  views[name](view, detail);
  document.querySelector("main").replaceChildren(view);
}

function line({ quantity, name, total }) {
  const item = document.createElement("li");
  const price = document.createElement("span");
  price.textContent = pounds(total);
  item.append(`${quantity} × ${name} `, price);
  return item;
}

const pounds = (pence) =>
  (pence / 100).toLocaleString("en-GB", { style: "currency", currency: "GBP" });

async function ask(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}. Does \`cargo xtask demo\` run?`);
  return answer.json();
}

// The merchant's shop: where Klarna's script is, and a cart with something in it.
const [config, cart] = await Promise.all([
  ask("/shop/config"),
  ask("/shop/carts", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ market: "GB" }),
  }),
]);
addEventListener("hashchange", show);
show();
