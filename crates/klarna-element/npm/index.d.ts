/**
 * `<klarna-checkout>`: Klarna Payments in a page, as one tag.
 *
 * Importing the package defines the element. On a server, where there are no elements, importing
 * it does nothing.
 *
 * @module
 */

/** The kind of checkout. */
export type Mode =
  /** A click on Pay opens Klarna's window and places the order. */
  | "one-page"
  /** The shopper authorizes on this page, and orders on another with `finalize()`. */
  | "several-pages"
  /** Klarna's express button, for a cart page or a product page. */
  | "express";

/** The state of a checkout, as in `data-state` of its root. */
export type CheckoutState =
  | "idle"
  | "loading"
  | "ready"
  | "not-offered"
  | "authorizing"
  | "awaiting-finalize"
  | "placing"
  | "checking"
  | "placed"
  | "stored"
  | "pending"
  | "declined"
  | "expired"
  | "failed";

/** The reason why a checkout cannot continue. */
export type FailureCode =
  /** Klarna's script was blocked: by an ad blocker, a content security policy, or a missing network. */
  | "script-blocked"
  /** Klarna's script did not arrive in time. */
  | "script-timeout"
  /** Klarna's script ran, but did not define `Klarna.Payments`. */
  | "sdk-missing"
  /** The widget was loaded and never answered. */
  | "widget-timeout"
  /** Klarna's SDK threw, or gave an answer that cannot be decoded. */
  | "sdk-error"
  /** Your server could not be reached, or gave no valid answer. */
  | "server-unreachable"
  /** Your server does not know the cart. */
  | "cart-not-found"
  /** Your server refused the request: an error of the page, not of the shopper. */
  | "refused"
  /** The browser has no WebAssembly, or the page's policy lacks `'wasm-unsafe-eval'`. */
  | "wasm-unsupported"
  /** The element's own files did not arrive. */
  | "wasm-failed";

/** The codes of `klarna-error`. */
export type ErrorCode =
  | FailureCode
  /** The page's content security policy blocks a host that the checkout needs. Emitted beside the failure that results from it. */
  | "blocked-by-policy";

/** The reason why a method's promise is rejected. */
export type RejectionCode =
  | FailureCode
  /** The widget is not loaded, or the checkout has ended. */
  | "not-ready"
  /** The page's own `validate` returned `false`. */
  | "not-valid"
  /** The element was removed from the page. */
  | "removed";

/** The error of a method's rejected promise. Its text is for developers, and holds no data of the shopper. */
export class KlarnaCheckoutError extends Error {
  /** The code to act on. It is stable across versions. */
  readonly code: RejectionCode;
}

/** The outcome of an approval, as your server answers it. */
export interface Outcome {
  /** The order is placed; the payment method is stored; or the order is placed and Klarna still reviews it. */
  readonly status: "placed" | "stored" | "pending";
  /** Klarna's id of the order, if an order was placed. */
  readonly order_id?: string;
  /** The URL to send the shopper to. The element never navigates by itself. */
  readonly redirect_url?: string;
  /** Klarna's assessment of the order's risk, if an order was placed. */
  readonly fraud_status?: "ACCEPTED" | "REJECTED" | "PENDING";
  /** `true` if the payment method is stored for later charges. */
  readonly token_stored: boolean;
}

/** The result of a click on Pay. */
export type PayResult =
  /** An order, a stored payment method, or both. `placed-not-stored`: paid, but no payment method was stored for future charges. */
  | { readonly status: "placed" | "stored" | "pending" | "placed-not-stored"; readonly order: Outcome; readonly fields?: undefined }
  /** Klarna rejects these fields, in Klarna's names: `billing_address.email`. */
  | { readonly status: "invalid-fields"; readonly fields: string[]; readonly order?: undefined }
  /**
   * `authorized`: go on to the page where the shopper orders. `cancelled`: the shopper closed Klarna's
   * window. `confirm-again`: show the cart as it is now, and ask the shopper to confirm again.
   * `declined`, `not-offered`: show other payment methods.
   */
  | {
      readonly status: "authorized" | "cancelled" | "confirm-again" | "declined" | "not-offered";
      readonly order?: undefined;
      readonly fields?: undefined;
    };

/** An address, in Klarna's field names. Klarna asks the shopper for what is missing. */
export interface Address {
  given_name?: string;
  family_name?: string;
  email?: string;
  /** `Mr`, `Frau`, …; at most 20 characters. */
  title?: string;
  /** Street and number. */
  street_address?: string;
  /** Apartment, floor, care of. */
  street_address2?: string;
  /** At most 10 characters. */
  postal_code?: string;
  city?: string;
  /** State or province: two letters in the US and Canada, a state code in Australia. */
  region?: string;
  /** Best with its country code: `+46701740615`. */
  phone?: string;
  /** ISO 3166-1 alpha-2: `SE`. */
  country?: string;
  /** The company's name. Only sent for `buyer: "business"`, and required there. */
  organization_name?: string;
  /** The contact person at the company. */
  attention?: string;
}

/** The shopper's data beside the address. */
export interface Customer {
  /** `yyyy-mm-dd` */
  date_of_birth?: string;
  gender?: "male" | "female";
  /** US social security number: its last four digits, or all nine. */
  last_four_ssn?: string;
  /** The national number of Sweden, Norway, Finland or Denmark. */
  national_identification_number?: string;
  /** A company's VAT number. */
  vat_id?: string;
  /** A company's registration number. */
  organization_registration_id?: string;
  /** A company's legal form. */
  organization_entity_type?:
    | "LIMITED_COMPANY"
    | "PUBLIC_LIMITED_COMPANY"
    | "ENTREPRENEURIAL_COMPANY"
    | "LIMITED_PARTNERSHIP_LIMITED_COMPANY"
    | "LIMITED_PARTNERSHIP"
    | "GENERAL_PARTNERSHIP"
    | "REGISTERED_SOLE_TRADER"
    | "SOLE_TRADER"
    | "CIVIL_LAW_PARTNERSHIP"
    | "PUBLIC_INSTITUTION"
    | "OTHER";
}

/** The shopper's data. They are sent to Klarna when the shopper clicks Pay, not before. */
export interface ShopperData {
  /** The kind of buyer. Default: `person`. Company fields are only sent for a business. */
  buyer?: "person" | "business";
  /** The billing address. */
  billing_address?: Address;
  /** The shipping address, if it differs. */
  shipping_address?: Address;
  /** Date of birth and the like. */
  customer?: Customer;
}

/** A payment method, as Klarna names it. */
export interface PaymentMethod {
  /** The payment method category's identifier: `klarna`, `pay_later`, … */
  readonly identifier: string;
  /** The label, in the session's language. Klarna requires that it is shown unchanged. */
  readonly name: string;
  /** The logos. */
  readonly asset_urls?: { readonly descriptive?: string; readonly standard?: string };
}

/** An amount in minor units: `9500` of `EUR` is 95 euros. */
export interface Money {
  readonly minor_units: number;
  /** ISO 4217 */
  readonly currency: string;
}

/** The terms of a subscription. */
export interface SubscriptionTerms {
  readonly name: string;
  /** The amount of each charge. */
  readonly amount: Money;
  readonly interval: "DAY" | "WEEK" | "MONTH" | "YEAR";
  readonly interval_count: number;
  /** The day of the first charge after this checkout: `2026-04-01`. */
  readonly next_charge_on: string;
}

/** A session, as your server answers `POST {base}/sessions`. In the attribute `session` it is JSON. */
export interface Session {
  readonly id: string;
  readonly client_token: string;
  readonly payment_method_categories: readonly PaymentMethod[];
  readonly intent:
    | "buy"
    | "tokenize"
    | "buy_and_tokenize"
    | "buy_and_default_tokenize"
    | "buy_and_link";
  readonly cart_version: number;
  readonly amount: Money;
  readonly subscriptions?: readonly SubscriptionTerms[];
  /** RFC 3339, UTC: `2026-03-01T12:00:00Z` */
  readonly expires_at: string;
}

/** One step of a checkout, for support. */
export interface Transition {
  /** The time: `2026-03-01T12:00:00.000Z`. */
  readonly at: string;
  /** The event's name: `session-answered`. */
  readonly event: string;
  /** The state after the event. */
  readonly state: CheckoutState;
  /** The reason, in the state `failed`. */
  readonly reason?: FailureCode;
  /** Klarna's correlation id of the call that your server made, if your server forwards it. */
  readonly correlation_id?: string;
}

/** A report for support. It holds no token, no name, no address and no e-mail address. */
export interface Diagnostics {
  /** The package's version. */
  readonly version: string;
  /** The state of the checkout. */
  readonly state: CheckoutState;
  readonly mode: Mode;
  readonly locale: string;
  /** The last steps, oldest first. */
  readonly transitions: readonly Transition[];
}

/** The `detail` of `klarna-error`. */
export interface ErrorDetail {
  /** The code to act on. It is stable across versions. */
  readonly code: ErrorCode;
  /** A text for developers. */
  readonly message: string;
  /** `blocked-by-policy`: the directive that lacks the host, such as `script-src`. */
  readonly directive?: string;
  /** `blocked-by-policy`: the host or keyword that the directive has to allow. */
  readonly blocked?: string;
}

/** An empty `detail`. */
export type Empty = Record<string, never>;

/** The element's own events. They bubble, so any ancestor can listen to them. */
export interface KlarnaCheckoutEventMap {
  /** Klarna is offered for this cart, with these payment methods. Emitted with every session, before the widget is loaded. */
  "klarna-offered": CustomEvent<{ readonly methods: readonly PaymentMethod[] }>;
  /** The widget is loaded and the shopper can pay. Emitted after every load, so more than once. */
  "klarna-ready": CustomEvent<Empty>;
  /** Klarna is not offered for this cart. Not an error: show other payment methods. */
  "klarna-not-offered": CustomEvent<Empty>;
  /** The shopper clicked Pay, and Klarna's window opens. Lock the cart until another event ends the payment. */
  "klarna-authorizing": CustomEvent<Empty>;
  /** `several-pages`: Klarna has authorized the purchase and nothing is ordered yet. Go on to the page where the shopper orders. */
  "klarna-authorized": CustomEvent<Empty>;
  /** The authorization from an earlier page has expired. The checkout continues with the widget. */
  "klarna-authorization-ended": CustomEvent<Empty>;
  /** The shopper approved; the order is being placed. */
  "klarna-approved": CustomEvent<Empty>;
  /** The server's answer was lost. The order's status is unknown and is being checked: keep the form disabled. */
  "klarna-checking": CustomEvent<Empty>;
  /** The shopper closed Klarna's window. Not an error. */
  "klarna-cancelled": CustomEvent<Empty>;
  /** Klarna rejects these fields, in Klarna's names: `billing_address.email`. */
  "klarna-invalid-fields": CustomEvent<{ readonly fields: readonly string[] }>;
  /** Klarna declined the purchase: show other payment methods. */
  "klarna-declined": CustomEvent<Empty>;
  /** The order is placed. */
  "klarna-placed": CustomEvent<Outcome>;
  /** The payment method is stored; no order was due. */
  "klarna-stored": CustomEvent<Outcome>;
  /** The order is placed, and Klarna still reviews it. */
  "klarna-pending": CustomEvent<Outcome>;
  /** The order is placed, but the payment method could not be stored: the subscription needs another one. */
  "klarna-placed-not-stored": CustomEvent<Outcome>;
  /** The checkout cannot continue by itself. With `blocked-by-policy`: it will not be able to. */
  "klarna-error": CustomEvent<ErrorDetail>;
  /** The height of Klarna's widget has changed. */
  "klarna-height": CustomEvent<{ readonly pixels: number }>;
  /** Klarna's window covers the page, or no longer covers it. */
  "klarna-overlay": CustomEvent<{ readonly shown: boolean }>;
}

/** All events of the element. */
export interface KlarnaCheckoutElementEventMap extends HTMLElementEventMap, KlarnaCheckoutEventMap {}

/** The attributes, under their names as properties. Each property reflects its attribute. */
export interface KlarnaCheckoutAttributes {
  /** The URL below which your server answers. Default: `/klarna`. */
  base: string;
  /** Your server's id of the cart. A new cart gets a new session. */
  cart: string;
  /** Language and country: `de-DE`. Default: the page's `lang`. A new locale gets a new session. */
  locale: string;
  /** The nonce for Klarna's script tag, if the page's content security policy requires one. */
  nonce: string;
  /** The URL of Klarna's script. Default: Klarna's own. */
  script: string;
  /** The kind of checkout. Default: `one-page`. */
  mode: Mode;
  /** The client token of the session that your server opened with the page: the widget loads at once. */
  clientToken: string;
  /** The payment method category that belongs to `clientToken`. Default: `klarna`. */
  category: string;
  /** The whole `Session` as JSON; no session is fetched then. A `<script type="application/json">` in the element can hold it instead. */
  session: string;
  /** The version of the cart that the page shows, a whole number. A new version refreshes the session. */
  cartVersion: number | null;
  /** The payment method that the widget preselects: `invoice`. */
  preferredPaymentMethod: string;
  /** `true` if one widget shows all payment method categories. */
  grouped: boolean;
  /** `true` if the shopper's data are sent to Klarna when the widget loads, and not only when the shopper clicks Pay. */
  earlyData: boolean;
  /** `express`: `true` if Klarna asks for a shipping address. */
  collectShippingAddress: boolean;
  /** `express`: the button's colours. */
  theme: "" | "default" | "light" | "dark";
  /** `express`: the button's corners. */
  shape: "" | "default" | "rect" | "pill";
}

/** `clientToken` as `client-token` */
type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name;

/** The attributes under their names in markup: `client-token`. The types for frameworks use it. */
export type KlarnaCheckoutMarkup = {
  [Name in keyof KlarnaCheckoutAttributes as Kebab<Name>]?: KlarnaCheckoutAttributes[Name] extends boolean
    ? boolean | ""
    : KlarnaCheckoutAttributes[Name] extends number | null
      ? number | string
      : KlarnaCheckoutAttributes[Name];
};

/** The properties without an attribute. */
export interface KlarnaCheckoutProperties {
  /** The shopper's data; read when the shopper clicks Pay. */
  customer: ShopperData | null;
  /** `true` while the page changes the cart: the shopper cannot pay meanwhile. */
  saving: boolean;
  /** Called at every click on Pay; `false` stops the payment. For the page's own required fields. */
  validate: (() => boolean) | null;
}

/**
 * `<klarna-checkout>`. Each method's promise settles once; call `pay` and `finalize` in the shopper's
 * click, or the browser may keep Klarna's window shut.
 */
export class KlarnaCheckoutElement extends HTMLElement {
  /** The outcome of the checkout, or `null`. */
  readonly order: Outcome | null;
  /** The state of the checkout. */
  readonly state: CheckoutState;

  /**
   * Does what a click on the element's own button does, for a button of your page.
   *
   * @throws {KlarnaCheckoutError} Rejects with a `code` if the shopper cannot pay now, if `validate` returns
   * `false`, on a failure, and when the element is removed from the page.
   */
  pay(): Promise<PayResult>;
  /** `several-pages`: places the order that the shopper authorized on an earlier page. Rejects as `pay` does. */
  finalize(): Promise<PayResult>;
  /** Refreshes the session after a change of the cart. Resolves when the widget is ready again, or Klarna is not offered. */
  refresh(): Promise<void>;
  /** Returns a report for support, without data of the shopper. */
  diagnostics(): Diagnostics;
  /** Returns the same report as text, and copies it to the clipboard if the browser allows it. */
  copyDiagnostics(): Promise<string>;

  addEventListener<K extends keyof KlarnaCheckoutElementEventMap>(
    type: K,
    listener: (this: KlarnaCheckoutElement, event: KlarnaCheckoutElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof KlarnaCheckoutElementEventMap>(
    type: K,
    listener: (this: KlarnaCheckoutElement, event: KlarnaCheckoutElementEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}
// Every element has a `nonce` already.
export interface KlarnaCheckoutElement extends Omit<KlarnaCheckoutAttributes, "nonce">, KlarnaCheckoutProperties {}

declare global {
  interface HTMLElementTagNameMap {
    "klarna-checkout": KlarnaCheckoutElement;
  }
  interface GlobalEventHandlersEventMap extends KlarnaCheckoutEventMap {}
}
