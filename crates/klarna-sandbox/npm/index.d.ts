/**
 * A local Klarna for tests: the REST API, the JavaScript SDK and its windows, as a program that ends with
 * the test process.
 *
 * @module
 */

/** The options of {@link start}; each may be left out. */
export interface StartOptions {
  /**
   * The path of the program. By default the one in the environment variable `KLARNA_SANDBOX`, else the
   * one in this package, which is there for Linux on x64.
   */
  program?: string;
  /** The port to listen on. By default a free one. */
  port?: number;
  /** The address to listen on. By default `127.0.0.1`. */
  host?: string;
  /** Origins of pages that may make control calls, such as `http://localhost:5173`. */
  allowOrigins?: string[];
  /** Host names under which the sandbox answers, besides this machine's. */
  allowHosts?: string[];
  /** Hosts that callbacks may be sent to, besides this machine. */
  callbackHosts?: string[];
  /** The time in milliseconds after which a program that does not listen is given up. By default 10,000. */
  timeout?: number;
}

/** The customer's data, as a page passes it to the SDK's `authorize`. */
export interface AuthorizeData {
  billing_address?: Record<string, unknown>;
  shipping_address?: Record<string, unknown>;
  customer?: Record<string, unknown>;
  [field: string]: unknown;
}

/** The SDK's answer to a page whose shopper has approved. */
export interface Approval {
  approved: true;
  show_form: true;
  /** `true` if the page has to call `finalize` before there is a token. */
  finalize_required: boolean;
  /** The token that places the order: `POST /payments/v1/authorizations/{token}/order`. */
  authorization_token: string;
}

/** The SDK's answer to a page whose shopper has declined, or has closed the window. */
export interface Refusal {
  approved: false;
  show_form?: boolean;
  finalize_required?: boolean;
}

/** The options of a fault; which of them a kind takes is in the README. */
export interface FaultOptions {
  /** Only for this session (Klarna's `session_id`). */
  session?: string;
  /** The number of times that it applies. By default until it is removed. */
  times?: number;
  /** The delay in milliseconds. By default 3,000. */
  delay_ms?: number;
  /** The result that the SDK calls back with. */
  result?: unknown;
  /** The header `Retry-After`, in seconds. */
  retry_after?: number;
  /** `true` if the call is carried out although the answer does not say so. */
  carried_out?: boolean;
  /** Only for this call of the REST API, such as `create-order`. */
  call?: string;
  /** Only for this callback: `authorization`, `notification`, `push`. */
  callback?: string;
}

/** A fault in force. */
export interface Fault extends FaultOptions {
  /** Its number. */
  id: number;
  /** Its kind, such as `rest-503`. */
  kind: string;
}

/** A call that the sandbox saw. */
export interface LogEntry {
  /** The number of the calls before it. */
  number: number;
  /** The sandbox's time. */
  at: string;
  /** The username of the merchant. */
  merchant: string | null;
  /**
   * The HTTP method; `SDK` for a call of a page, `WINDOW` for the shopper's answer, `CALLBACK` for a call to
   * the merchant's server.
   */
  method: string;
  /**
   * The path; the name of the SDK's method; `opened`, `approved`, `declined` or `closed` for a window; the
   * kind of callback.
   */
  path: string;
  /** The HTTP status, if there is one. */
  status: number | null;
  /** The session that it is about. */
  session: string | null;
  /** Klarna's name for the call of a merchant's server. */
  correlation_id: string | null;
  /** The body, or the arguments of the SDK's method. */
  request: any;
  /** The answer. */
  response: any;
}

/** The settings that can be changed while the sandbox runs. */
export interface Settings {
  /** The SDK's flow of the sessions that are created from now on. */
  sdk_flow: "iframe" | "utopia";
  /** The limits on each merchant's calls. */
  rate_limits: "off" | "playground" | "live";
}

/** A control call that was refused. */
export class SandboxError extends Error {
  private constructor();
  /** The HTTP status. */
  readonly status: number;
  /**
   * The reason of a refused {@link Sandbox.approve}: `no_such_session`, `session_ended`, `not_offered`,
   * `customer_denied`, `invalid_fields`; `no_window` of {@link Sandbox.decline} and {@link Sandbox.close}.
   */
  readonly code: string | undefined;
  /** The body of the answer. */
  readonly body: any;
}

/** A running sandbox. It ends with {@link stop}, and with this process. */
export class Sandbox {
  private constructor();
  /** The base URL of Klarna's API, without a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** A username. Every other one is a merchant of its own. */
  readonly username: string;
  /** The password of every merchant. */
  readonly password: string;
  /** The header `Authorization` for these two. */
  readonly authorization: string;
  /** The URL of the SDK's script. */
  readonly script: string;

  /**
   * Approves as the shopper: in the session's authorization window if a page has one open, else without
   * any page.
   *
   * @param session a `session_id` or a `client_token`
   * @param data what a page would pass to `authorize`
   * @throws {SandboxError} if the session has ended, or Klarna turns this customer down
   */
  approve(session: string, data?: AuthorizeData): Promise<Approval>;
  /** Declines in the session's open authorization window. */
  decline(session: string): Promise<Refusal>;
  /** Closes the session's open authorization window. */
  close(session: string): Promise<Refusal>;
  /** Puts a fault in force: `fault("rest-503", { call: "create-order", times: 1 })`. */
  fault(kind: string, options?: FaultOptions): Promise<Fault>;
  /** Removes one fault, or all. */
  removeFaults(id?: number): Promise<void>;
  /** Moves the time that sessions and tokens live by. */
  advance(seconds: number): Promise<{ now: string; offset_seconds: number }>;
  /** Changes settings, and returns all of them. */
  settings(changes?: Partial<Settings>): Promise<Settings>;
  /** Returns every call so far, oldest first, or those of one session. */
  log(session?: string): Promise<LogEntry[]>;
  /** Forgets everything: sessions, orders, faults, log, and how far the clock was moved. */
  reset(): Promise<void>;
  /** Ends the program. */
  stop(): Promise<void>;
}

/** Starts the program, and returns when it listens. */
export function start(options?: StartOptions): Promise<Sandbox>;
