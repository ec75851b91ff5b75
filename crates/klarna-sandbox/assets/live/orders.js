// Orders with their lines, and the customer tokens that can be charged again.

import { money } from "/kp/shared/money.js";
import { button, facts, row, sessionLink, span, tag, time } from "/live/parts.js";

export function orderRow(order) {
  const { id, fraud_status, due_at, token, amount, currency, auto_capture, method } = order;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(
    row(
      span("id", id),
      tag(fraud_status),
      span("amount", money(amount, currency, "en")),
      token !== null && tag(`token ${token}`),
      auto_capture && tag("captured", "good"),
      due_at && span("soft", `decided at ${time(due_at)}`),
      span("soft", `${order.merchant} · ${time(order.placed_at)}`),
    ),
  );
  const known = facts([
    ["Session", sessionLink(order.session)],
    ["Paid with", method],
    ["Tax", order.tax === null ? null : money(order.tax, currency, "en")],
    ["References", order.references.join(" · ")],
    ["Merchant data", order.merchant_data],
  ]);
  details.append(summary, known, lines(order));
  return details;
}

function lines({ lines, currency }) {
  const list = document.createElement("ul");
  list.className = "lines";
  for (const line of lines) {
    const item = document.createElement("li");
    item.append(
      row(
        span("", `${line.quantity} × ${line.name}`),
        tag(line.kind),
        line.subscription && tag(line.subscription, "good"),
        line.reference && span("soft", line.reference),
        link("product", line.product_url),
        link("image", line.image_url),
        span("amount amount--end", money(line.total, currency, "en")),
      ),
    );
    list.append(item);
  }
  return list;
}

/** Only to the web: what a merchant sent may name anything. */
function link(text, url) {
  if (!/^https?:/.test(url ?? "")) return null;
  return Object.assign(document.createElement("a"), { textContent: text, href: url, rel: "noreferrer" });
}

/** `changed(method, path, body)` makes a control call. */
export function tokenRow({ id, number, status, method, ...token }, changed) {
  const become = (next) => () => changed("POST", `/sandbox/tokens/${id}`, { status: next });
  const label = (verb) => `${verb} token ${number}`;
  const isActive = status === "ACTIVE";
  return row(
    span("id", `${number}: ••••${id.slice(-4)}`),
    tag(status),
    tag(method),
    span("soft", [...token.subscriptions, charged(token.charges)].join(" · ")),
    span("soft", `${token.merchant} · ${time(token.created_at)}`),
    sessionLink(token.session, "session"),
    status !== "CANCELLED" &&
      buttons(
        isActive
          ? button("Suspend", label("Suspend"), become("SUSPENDED"))
          : button("Activate", label("Activate"), become("ACTIVE")),
        button("Cancel", label("Cancel"), become("CANCELLED")),
      ),
  );
}

const charged = (times) =>
  times === 0 ? "not charged yet" : times === 1 ? "charged once" : `charged ${times} times`;

function buttons(...all) {
  const element = span("row__buttons", "");
  element.append(...all);
  return element;
}
