// Every member of the package's types, used as a page would, and what has to be refused.

import {
  KlarnaCheckoutElement,
  KlarnaCheckoutError,
  type Address,
  type CheckoutState,
  type Customer,
  type Diagnostics,
  type ErrorCode,
  type ErrorDetail,
  type FailureCode,
  type KlarnaCheckoutElementEventMap,
  type KlarnaCheckoutEventMap,
  type Mode,
  type Money,
  type Outcome,
  type PaymentMethod,
  type PayResult,
  type RejectionCode,
  type Session,
  type ShopperData,
  type SubscriptionTerms,
  type Transition,
} from "klarna-checkout-element";
import "klarna-checkout-element";
import type { StartOptions } from "klarna-checkout-element/klarna-early.js";

const element = document.createElement("klarna-checkout");
const same: KlarnaCheckoutElement = element;
const inThePage: KlarnaCheckoutElement | null = document.querySelector("klarna-checkout");
const defined: boolean = customElements.get("klarna-checkout") === KlarnaCheckoutElement;

// What can be said in attributes.
element.base = "/klarna";
element.cart = "cart-1";
element.locale = "sv-SE";
element.nonce = "r4nd0m";
element.script = "https://x.klarnacdn.net/kp/lib/v1/api.js";
const mode: Mode = "several-pages";
element.mode = mode;
element.clientToken = "from-the-server";
element.category = "klarna";
element.cartVersion = 7;
element.cartVersion = null;
element.preferredPaymentMethod = "invoice";
element.grouped = true;
element.earlyData = false;
element.collectShippingAddress = true;
element.theme = "dark";
element.shape = "pill";
const amount: Money = { minor_units: 9500, currency: "EUR" };
const terms: SubscriptionTerms = {
  name: "Coffee",
  amount,
  interval: "MONTH",
  interval_count: 1,
  next_charge_on: "2026-04-01",
};
const method: PaymentMethod = {
  identifier: "klarna",
  name: "Pay with Klarna",
  asset_urls: { standard: "https://example.com/a.svg", descriptive: "https://example.com/b.svg" },
};
const session: Session = {
  id: "session-1",
  client_token: "from-the-server",
  payment_method_categories: [method],
  intent: "buy_and_tokenize",
  cart_version: 7,
  amount,
  subscriptions: [terms],
  expires_at: "2026-03-01T12:00:00Z",
};
element.session = JSON.stringify(session);

// What can be said in properties only.
const address: Address = {
  given_name: "Alice",
  family_name: "Test",
  email: "customer@email.se",
  title: "Frau",
  street_address: "Södra Blasieholmshamnen 2",
  street_address2: "2 tr",
  postal_code: "11148",
  city: "Stockholm",
  region: "AB",
  phone: "+46701740615",
  country: "SE",
  organization_name: "Company",
  attention: "Reception",
};
const buyer: Customer = {
  date_of_birth: "1941-03-21",
  gender: "female",
  last_four_ssn: "1234",
  national_identification_number: "410321-9202",
  vat_id: "SE556",
  organization_registration_id: "002031-0132",
  organization_entity_type: "LIMITED_COMPANY",
};
const shopper: ShopperData = { buyer: "business", billing_address: address, shipping_address: address, customer: buyer };
element.customer = shopper;
element.customer = null;
element.saving = true;
element.validate = () => document.forms[0]?.reportValidity() ?? true;
element.validate = null;

// What can only be read.
const state: CheckoutState = element.state;
const order: Outcome | null = element.order;
if (order !== null) {
  const status: "placed" | "stored" | "pending" = order.status;
  const id: string | undefined = order.order_id;
  const risk: "ACCEPTED" | "REJECTED" | "PENDING" | undefined = order.fraud_status;
  const stored: boolean = order.token_stored;
  if (order.redirect_url !== undefined) location.assign(order.redirect_url);
}

async function press(): Promise<string> {
  try {
    const result: PayResult = await (element.mode === "several-pages" ? element.finalize() : element.pay());
    switch (result.status) {
      case "placed":
      case "stored":
      case "pending":
      case "placed-not-stored":
        return result.order.order_id ?? "";
      case "invalid-fields":
        return result.fields.join();
      case "authorized":
      case "cancelled":
      case "confirm-again":
      case "declined":
      case "not-offered":
        return result.status;
      default:
        return result satisfies never;
    }
  } catch (error) {
    if (!(error instanceof KlarnaCheckoutError)) throw error;
    const code: RejectionCode = error.code;
    return `${code}: ${error.message}`;
  }
}
const refreshed: Promise<void> = element.refresh();
const diagnostics: Diagnostics = element.diagnostics();
const copied: Promise<string> = element.copyDiagnostics();
const about: string[] = [diagnostics.version, diagnostics.state, diagnostics.mode, diagnostics.locale];
for (const step of diagnostics.transitions) {
  const { at, event, state, reason, correlation_id }: Transition = step;
  const texts: (string | undefined)[] = [event, state, reason, correlation_id];
  const moment: Date = new Date(at);
}

// Events, each with its detail.
function told(...what: (string | number | boolean | undefined)[]): void {}
element.addEventListener("klarna-offered", ({ detail }) => told(...detail.methods.map(({ name }) => name)));
element.addEventListener("klarna-ready", function () {
  told(this.state);
});
for (const plain of [
  "klarna-not-offered",
  "klarna-authorizing",
  "klarna-authorized",
  "klarna-authorization-ended",
  "klarna-approved",
  "klarna-checking",
  "klarna-cancelled",
  "klarna-declined",
] as const) {
  element.addEventListener(plain, ({ detail }) => told(Object.keys(detail).length), { once: true });
}
element.addEventListener("klarna-invalid-fields", ({ detail }) => told(...detail.fields));
for (const outcome of ["klarna-placed", "klarna-stored", "klarna-pending", "klarna-placed-not-stored"] as const) {
  element.addEventListener(outcome, ({ detail }) => told(detail.redirect_url, detail.token_stored));
}
const failed = ({ detail }: CustomEvent<ErrorDetail>): void => {
  const code: ErrorCode = detail.code;
  const failure: FailureCode | "blocked-by-policy" = code;
  told(failure, detail.message, detail.directive, detail.blocked);
};
element.addEventListener("klarna-error", failed);
element.removeEventListener("klarna-error", failed);
element.addEventListener("klarna-height", ({ detail }) => told(detail.pixels));
element.addEventListener("klarna-overlay", ({ detail }) => told(detail.shown));
element.addEventListener("click", (event) => told(event.clientX));
// They bubble.
document.addEventListener("klarna-placed", ({ detail }) => told(detail.order_id));
document.body.addEventListener("klarna-error", ({ detail }) => told(detail.code));
window.addEventListener("klarna-ready", ({ target }) => told(target instanceof KlarnaCheckoutElement));
const everyEvent: Record<keyof KlarnaCheckoutEventMap, true> = {
  "klarna-offered": true,
  "klarna-ready": true,
  "klarna-not-offered": true,
  "klarna-authorizing": true,
  "klarna-authorized": true,
  "klarna-authorization-ended": true,
  "klarna-approved": true,
  "klarna-checking": true,
  "klarna-cancelled": true,
  "klarna-invalid-fields": true,
  "klarna-declined": true,
  "klarna-placed": true,
  "klarna-stored": true,
  "klarna-pending": true,
  "klarna-placed-not-stored": true,
  "klarna-error": true,
  "klarna-height": true,
  "klarna-overlay": true,
};
const aScroll: KlarnaCheckoutElementEventMap["scroll"] = new Event("scroll");

// The start before the element, in a classic script.
const start: Required<StartOptions> = {
  cart: "cart-1",
  locale: "sv-SE",
  base: "/klarna",
  script: "https://x.klarnacdn.net/kp/lib/v1/api.js",
  nonce: "r4nd0m",
  autoFinalize: false,
};
klarnaEarly.start(start);
klarnaEarly.start({ cart: "cart-1", locale: "sv-SE" });

// What has to be refused.
// @ts-expect-error: no cart
klarnaEarly.start({ locale: "sv-SE" });
// @ts-expect-error: no such event
element.addEventListener("klarna-payed", ({ detail }) => told(detail));
// @ts-expect-error: no such event on an ancestor either
document.addEventListener("klarna-payed", ({ detail }) => told(detail));
// @ts-expect-error: no such field in the detail
element.addEventListener("klarna-height", ({ detail }) => told(detail.height));
// @ts-expect-error: no token in a detail
element.addEventListener("klarna-approved", ({ detail }: CustomEvent<{ authorization_token: string }>) => told(detail.authorization_token));
// @ts-expect-error: no such mode
element.mode = "popup";
// @ts-expect-error: a name is text
element.cart = 1;
// @ts-expect-error: a flag is no text
element.grouped = "yes";
// @ts-expect-error: has to answer with a boolean
element.validate = () => "yes";
// @ts-expect-error: Klarna's name for it is given_name
element.customer = { billing_address: { first_name: "Alice" } };
// @ts-expect-error: a person or a business
element.customer = { buyer: "company" };
// @ts-expect-error: only the element says what came of it
element.order = null;
// @ts-expect-error: only the element says where it stands
element.state = "ready";
// @ts-expect-error: no such member
element.submit();
// @ts-expect-error: an amount is no argument: the server knows what the cart costs
element.pay(9500);
// @ts-expect-error: a promise
element.pay().status;
// @ts-expect-error: nothing to read after a refresh
element.refresh().then((session) => told(session.id));
// @ts-expect-error: there may be no order
element.order.order_id;
// @ts-expect-error: no such code
const unknown: ErrorCode = "not-enough-money";
