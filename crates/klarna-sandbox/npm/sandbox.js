import { spawn } from "node:child_process";
import { once } from "node:events";
import { findProgram } from "./program.js";

/** @typedef {import("./index.d.ts").StartOptions} StartOptions */
/** @typedef {import("./index.d.ts").Fault} Fault */
/** @typedef {import("./index.d.ts").FaultOptions} FaultOptions */
/** @typedef {import("./index.d.ts").LogEntry} LogEntry */
/** @typedef {import("./index.d.ts").Settings} Settings */
/** @typedef {import("./index.d.ts").AuthorizeData} AuthorizeData */
/** @typedef {import("./index.d.ts").Approval} Approval */
/** @typedef {import("./index.d.ts").Refusal} Refusal */
/** @typedef {import("node:child_process").ChildProcessWithoutNullStreams} Child */

/** The password of every merchant. */
const PASSWORD = "sandbox";

const START_TIMEOUT_MS = 10_000;

export class SandboxError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   * @param {any} body
   */
  constructor(message, status, body) {
    super(message);
    this.name = "SandboxError";
    this.status = status;
    this.code = body?.code;
    this.body = body;
  }
}

/**
 * @param {StartOptions} [options]
 * @returns {Promise<Sandbox>}
 */
export async function start(options = {}) {
  const program = findProgram(options.program);
  const child = spawn(program, programArguments(options), {
    // Its standard input closes with this process, however that ends.
    stdio: ["pipe", "pipe", "pipe"],
    env: { RUST_LOG: "warn", ...process.env },
  });
  const url = await listening(child, program, options.timeout ?? START_TIMEOUT_MS);
  return new Sandbox(child, url);
}

/** @param {StartOptions} options */
function programArguments(options) {
  const { port = 0, host = "127.0.0.1" } = options;
  /** @type {[string, string[] | undefined][]} */
  const lists = [
    ["--allow-origin", options.allowOrigins],
    ["--allow-host", options.allowHosts],
    ["--callback-host", options.callbackHosts],
  ];
  const given = lists.flatMap(([name, values = []]) => values.flatMap((value) => [name, value]));
  return ["--port", String(port), "--host", host, "--end-with-stdin", ...given];
}

/**
 * Waits for the line that says where the program listens.
 *
 * @param {Child} child
 * @param {string} program
 * @param {number} timeout
 * @returns {Promise<string>}
 */
function listening(child, program, timeout) {
  return new Promise((resolve, reject) => {
    let printed = "";
    let complaint = "";
    /** @param {string} reason */
    const fail = (reason) => {
      clearTimeout(timer);
      child.kill();
      reject(new Error(`klarna-sandbox: ${program} ${reason}${complaint && `\n${complaint}`}`));
    };
    const timer = setTimeout(() => fail(`does not listen after ${timeout} ms`), timeout);
    child.on("error", ({ message }) => fail(`cannot be started: ${message}`));
    child.on("close", (code, signal) => fail(`has ended (${signal ?? code})`));
    // A program that has ended takes nothing; the promise says so.
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      const url = /^sandbox: (\S+)$/m.exec(printed)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

export class Sandbox {
  username = "shop";
  password = PASSWORD;
  #child;

  /**
   * @param {Child} child
   * @param {string} url
   */
  constructor(child, url) {
    this.#child = child;
    this.url = url;
    this.script = `${url}/kp/lib/v1/api.js`;
    // A test process whose tests are over ends, and takes the program along.
    for (const held of [child, ...child.stdio]) {
      /** @type {any} */ (held)?.unref?.();
    }
  }

  /** The value of the header `Authorization`. */
  get authorization() {
    return `Basic ${Buffer.from(`${this.username}:${this.password}`).toString("base64")}`;
  }

  /**
   * @param {string} session
   * @param {AuthorizeData} [data]
   * @returns {Promise<Approval>}
   */
  approve(session, data) {
    return this.#call("POST", `/sessions/${sessionId(session)}/approve`, data && { data });
  }

  /**
   * @param {string} session
   * @returns {Promise<Refusal>}
   */
  decline(session) {
    return this.#call("POST", `/sessions/${sessionId(session)}/decline`);
  }

  /**
   * @param {string} session
   * @returns {Promise<Refusal>}
   */
  close(session) {
    return this.#call("POST", `/sessions/${sessionId(session)}/close`);
  }

  /**
   * @param {string} kind
   * @param {FaultOptions} [options]
   * @returns {Promise<Fault>}
   */
  fault(kind, options = {}) {
    return this.#call("POST", "/faults", { ...options, kind });
  }

  /**
   * @param {number} [id]
   * @returns {Promise<void>}
   */
  removeFaults(id) {
    return this.#call("DELETE", id === undefined ? "/faults" : `/faults/${id}`);
  }

  /**
   * @param {number} seconds
   * @returns {Promise<{ now: string, offset_seconds: number }>}
   */
  advance(seconds) {
    return this.#call("POST", "/clock", { advance_seconds: seconds });
  }

  /**
   * @param {Partial<Settings>} [changes]
   * @returns {Promise<Settings>}
   */
  settings(changes) {
    return this.#call(changes ? "PATCH" : "GET", "/settings", changes);
  }

  /**
   * @param {string} [session]
   * @returns {Promise<LogEntry[]>}
   */
  log(session) {
    return this.#call("GET", session ? `/log?session=${sessionId(session)}` : "/log");
  }

  /** @returns {Promise<void>} */
  reset() {
    return this.#call("POST", "/reset");
  }

  /** @returns {Promise<void>} */
  async stop() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
  }

  /**
   * A call below `/sandbox`.
   *
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async #call(method, path, body) {
    const response = await fetch(`${this.url}/sandbox${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : undefined;
    if (response.ok) return answer;
    const reason = answer?.error ?? response.statusText;
    throw new SandboxError(`${method} /sandbox${path}: ${reason}`, response.status, answer);
  }
}

/**
 * The id of a session: itself, or in the payload of a client token.
 *
 * @param {string} session
 * @returns {string}
 */
function sessionId(session) {
  const payload = session.split(".")[1];
  if (payload === undefined) return encodeURIComponent(session);
  return JSON.parse(Buffer.from(payload, "base64url").toString()).session_id;
}
