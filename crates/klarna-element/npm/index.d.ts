/**
 * `<klarna-checkout>`: Klarna Payments in a page, as one tag.
 *
 * Importing the package defines the element. On a server, where there are no elements, importing
 * it does nothing.
 *
 * @module
 */

/** How the shopper pays. */
export type Mode =
  /** Klarna's window opens at the press on pay, and the order is placed. */
  | "one-page"
  /** The shopper agrees here, and orders on another page: `finalize()` there. */
  | "several-pages"
  /** Klarna's express button, for a basket or a product's page. */
  | "express";

/** Where a checkout stands: the name that its root has in `data-state`. */
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

/** Why a checkout cannot go on. */
export type FailureCode =
  /** Klarna's script was refused: an ad blocker, a content security policy, or no network. */
  | "script-blocked"
  /** Klarna's script did not arrive in time. */
  | "script-timeout"
  /** Klarna's script ran, but `Klarna.Payments` is not there. */
  | "sdk-missing"
  /** The widget was loaded and never answered. */
  | "widget-timeout"
  /** Klarna's SDK threw, or gave an answer that nobody can read. */
  | "sdk-error"
  /** Your server could not be reached, or had no answer. */
  | "server-unreachable"
  /** Your server does not know the cart. */
  | "cart-not-found"
  /** Your server refused the request: a mistake of the page, not of the shopper. */
  | "refused"
  /** This browser has no WebAssembly, or the page's policy lacks `'wasm-unsafe-eval'`. */
  | "wasm-unsupported"
  /** The element's own files did not arrive. */
  | "wasm-failed";

/** The codes of `klarna-error`. */
export type ErrorCode =
  | FailureCode
  /** The page's content security policy blocks a host that the checkout needs. Comes beside the failure that follows from it. */
  | "blocked-by-policy";

/** Why a method's promise was rejected. */
export type RejectionCode =
  | FailureCode
  /** There is nothing to press: no widget yet, or not any more. */
  | "not-ready"
  /** The page's own `validate` said no. */
  | "not-valid"
  /** The element has left the page. */
  | "removed";

/** What a method's promise is rejected with. Its text is for developers; no shopper's data is in it. */
export class KlarnaCheckoutError extends Error {
  /** What to act on. It stays the same from version to version. */
  readonly code: RejectionCode;
}

/** What your server did with the shopper's approval. */
export interface Outcome {
  /** The order is placed; the way to pay is stored; or the order is placed and Klarna is still looking at it. */
  readonly status: "placed" | "stored" | "pending";
  /** Klarna's number for the order, where one was placed. */
  readonly order_id?: string;
  /** Where to send the shopper next. The element never leaves the page by itself. */
  readonly redirect_url?: string;
  /** Klarna's word on the order's risk, where one was placed. */
  readonly fraud_status?: "ACCEPTED" | "REJECTED" | "PENDING";
  /** Whether the way to pay is stored for later charges. */
  readonly token_stored: boolean;
}

/** What came of a press on pay. */
export type PayResult =
  /** There is an order, a stored way to pay, or both. `placed-not-stored`: paid, but the charges to come need another way to pay. */
  | { readonly status: "placed" | "stored" | "pending" | "placed-not-stored"; readonly order: Outcome; readonly fields?: undefined }
  /** Klarna objects to these fields, in its own names: `billing_address.email`. */
  | { readonly status: "invalid-fields"; readonly fields: string[]; readonly order?: undefined }
  /**
   * `authorized`: go on to the page where the shopper orders. `cancelled`: the shopper closed Klarna's
   * window. `confirm-again`: the cart is another one now, and the shopper has to see it first.
   * The other two: show the other ways to pay.
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
  /** Flat, floor, care of. */
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
  /** Whom to ask for at the company. */
  attention?: string;
}

/** What Klarna may be told of the buyer beside the address. */
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

/** What the page knows of the shopper. It goes to Klarna at the press on pay, not before. */
export interface ShopperData {
  /** Who buys; a person where it is left out. What speaks of a company is only sent for a business. */
  buyer?: "person" | "business";
  /** Where the bill goes. */
  billing_address?: Address;
  /** Where the goods go, if elsewhere. */
  shipping_address?: Address;
  /** Date of birth and the like. */
  customer?: Customer;
}

/** A way to pay, as Klarna names it. */
export interface PaymentMethod {
  /** Klarna's name for it: `klarna`, `pay_later`, … */
  readonly identifier: string;
  /** The label, in the session's language. Klarna wants it shown unchanged. */
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

/** What a shopper signs up for. */
export interface SubscriptionTerms {
  readonly name: string;
  /** What is charged each time. */
  readonly amount: Money;
  readonly interval: "DAY" | "WEEK" | "MONTH" | "YEAR";
  readonly interval_count: number;
  /** The day of the first charge that this checkout does not make: `2026-04-01`. */
  readonly next_charge_on: string;
}

/** A session, as your server answers `POST {base}/sessions`. In the attribute `session` it is JSON. */
export interface Session {
  readonly id: string;
  readonly client_token: string;
  readonly payment_method_categories: readonly PaymentMethod[];
  readonly intent: "buy" | "tokenize" | "buy_and_tokenize" | "buy_and_default_tokenize";
  readonly cart_version: number;
  readonly amount: Money;
  readonly subscriptions?: readonly SubscriptionTerms[];
  /** RFC 3339, UTC: `2026-03-01T12:00:00Z` */
  readonly expires_at: string;
}

/** One step of a checkout, for support. */
export interface Transition {
  /** When: `2026-03-01T12:00:00.000Z`. */
  readonly at: string;
  /** What happened: `session-answered`. */
  readonly event: string;
  /** Where the checkout stood after it. */
  readonly state: CheckoutState;
  /** Why it could not go on, in the state `failed`. */
  readonly reason?: FailureCode;
  /** Klarna's name for the call that your server made, where the server handed it on. */
  readonly correlation_id?: string;
}

/** What support needs to know of a checkout. No token, no name, no address and no e-mail is in it. */
export interface Diagnostics {
  /** The package's version. */
  readonly version: string;
  /** Where the checkout stands. */
  readonly state: CheckoutState;
  readonly mode: Mode;
  readonly locale: string;
  /** The last steps, oldest first. */
  readonly transitions: readonly Transition[];
}

/** What `klarna-error` tells. */
export interface ErrorDetail {
  /** What to act on. It stays the same from version to version. */
  readonly code: ErrorCode;
  /** For developers. */
  readonly message: string;
  /** `blocked-by-policy`: the directive that lacks the host, such as `script-src`. */
  readonly directive?: string;
  /** `blocked-by-policy`: what it has to allow. */
  readonly blocked?: string;
}

/** A detail with nothing in it. */
export type Empty = Record<string, never>;

/** The element's own events. They bubble, so they can be listened to on anything around it. */
export interface KlarnaCheckoutEventMap {
  /** Klarna is offered for this cart, in these ways. With every session, before the widget is there. */
  "klarna-offered": CustomEvent<{ readonly methods: readonly PaymentMethod[] }>;
  /** The widget is there and pay works. After every load, so more than once. */
  "klarna-ready": CustomEvent<Empty>;
  /** Klarna is not offered for this cart. Not an error: show the other ways to pay. */
  "klarna-not-offered": CustomEvent<Empty>;
  /** The shopper pressed pay, and Klarna's window opens. Lock the cart: another event says how it ended. */
  "klarna-authorizing": CustomEvent<Empty>;
  /** `several-pages`: Klarna has agreed and nothing is ordered yet. Go on to the page where the shopper orders. */
  "klarna-authorized": CustomEvent<Empty>;
  /** What Klarna had agreed to on an earlier page counts no more. The checkout goes on with the widget. */
  "klarna-authorization-ended": CustomEvent<Empty>;
  /** The shopper approved; the order is being placed. */
  "klarna-approved": CustomEvent<Empty>;
  /** The server's answer was lost: whether there is an order is being found out. Keep everything locked. */
  "klarna-checking": CustomEvent<Empty>;
  /** The shopper closed Klarna's window. Not an error. */
  "klarna-cancelled": CustomEvent<Empty>;
  /** Klarna objects to these fields, in its own names: `billing_address.email`. */
  "klarna-invalid-fields": CustomEvent<{ readonly fields: readonly string[] }>;
  /** Not with Klarna, this time: show the other ways to pay. */
  "klarna-declined": CustomEvent<Empty>;
  /** The order is placed. */
  "klarna-placed": CustomEvent<Outcome>;
  /** The way to pay is stored; no order was due. */
  "klarna-stored": CustomEvent<Outcome>;
  /** The order is placed, and Klarna is still looking at it. */
  "klarna-pending": CustomEvent<Outcome>;
  /** The order is placed, but the way to pay could not be stored: the subscription needs another one. */
  "klarna-placed-not-stored": CustomEvent<Outcome>;
  /** The checkout cannot go on by itself, or (`blocked-by-policy`) will not be able to. */
  "klarna-error": CustomEvent<ErrorDetail>;
  /** The widget is so many pixels high now. */
  "klarna-height": CustomEvent<{ readonly pixels: number }>;
  /** Klarna's window covers the page, or does not any more. */
  "klarna-overlay": CustomEvent<{ readonly shown: boolean }>;
}

/** Every event that can be listened to on the element. */
export interface KlarnaCheckoutElementEventMap extends HTMLElementEventMap, KlarnaCheckoutEventMap {}

/** What can be said in attributes, under their names as properties. Each property reflects its attribute. */
export interface KlarnaCheckoutAttributes {
  /** Where your server answers the checkout's calls; `/klarna` where it is left out. */
  base: string;
  /** Your server's name for the cart. Another cart: another session. */
  cart: string;
  /** Language and country, `de-DE`; the page's `lang` where it is left out. Another locale: another session. */
  locale: string;
  /** For the tag of Klarna's script, where the page's content security policy asks for one. */
  nonce: string;
  /** Where Klarna's script is; Klarna's own address where it is left out. */
  script: string;
  /** How the shopper pays; `one-page` where it is left out. */
  mode: Mode;
  /** The token of the session that your server opened with the page: the widget starts with it at once. */
  clientToken: string;
  /** Beside `clientToken`: the way to pay to show; `klarna` where it is left out. */
  category: string;
  /** The whole `Session` as JSON. Nothing is fetched then. A `<script type="application/json">` in the element can hold it instead. */
  session: string;
  /** Which state of the cart the page shows, a whole number. A new one: the session is brought up to date. */
  cartVersion: number | null;
  /** The way to pay that is chosen at first inside of the widget: `invoice`. */
  preferredPaymentMethod: string;
  /** Whether one widget shows every way to pay. */
  grouped: boolean;
  /** Whether the shopper's data goes to Klarna with the widget already, and not only at the press on pay. */
  earlyData: boolean;
  /** `express`: whether Klarna asks for a shipping address. */
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

/** The same as markup has it, with hyphens: `client-token`. The typings for frameworks are made of it. */
export type KlarnaCheckoutMarkup = {
  [Name in keyof KlarnaCheckoutAttributes as Kebab<Name>]?: KlarnaCheckoutAttributes[Name] extends boolean
    ? boolean | ""
    : KlarnaCheckoutAttributes[Name] extends number | null
      ? number | string
      : KlarnaCheckoutAttributes[Name];
};

/** What can be said in properties only. */
export interface KlarnaCheckoutProperties {
  /** What the page knows of the shopper; read at the press on pay. */
  customer: ShopperData | null;
  /** Whether the page is changing the cart right now: pay waits until it is `false` again. */
  saving: boolean;
  /** Asked at every press on pay: `false` stops it. For the page's own required fields. */
  validate: (() => boolean) | null;
}

/**
 * `<klarna-checkout>`. Each method's promise settles once; call `pay` and `finalize` in the shopper's
 * click, or the browser may keep Klarna's window shut.
 */
export class KlarnaCheckoutElement extends HTMLElement {
  /** What came of the checkout; `null` until something did. */
  readonly order: Outcome | null;
  /** Where the checkout stands. */
  readonly state: CheckoutState;

  /**
   * What a press on the element's own button does, for a button of the page's.
   *
   * @throws {KlarnaCheckoutError} rejects with a `code` where nothing can be pressed, where `validate`
   * said no, on a failure, and where the element leaves the page.
   */
  pay(): Promise<PayResult>;
  /** `several-pages`: orders what the shopper agreed to on an earlier page. Rejects as `pay` does. */
  finalize(): Promise<PayResult>;
  /** The cart has changed: brings the session up to date. Resolves when the widget is ready again, or Klarna is not offered. */
  refresh(): Promise<void>;
  /** What support needs to know; no shopper's data is in it. */
  diagnostics(): Diagnostics;
  /** The same as text, which it also puts into the clipboard where the browser allows it. */
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
