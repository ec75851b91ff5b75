// The program through this package: `cargo xtask test javascript` builds it and names it in
// KLARNA_SANDBOX.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SandboxError, start } from "./sandbox.js";

const sandbox = await start();
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const PURCHASE = {
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "sv-SE",
  order_amount: 1000,
  order_tax_amount: 0,
  order_lines: [{ name: "Cup", quantity: 1, unit_price: 1000, total_amount: 1000 }],
  merchant_urls: { confirmation: "https://shop.example/thanks" },
};

/** A call of the merchant's server. */
const klarna = (method, path, body) =>
  fetch(`${sandbox.url}${path}`, {
    method,
    headers: { Authorization: sandbox.authorization, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const openSession = async () => (await klarna("POST", "/payments/v1/sessions", PURCHASE)).json();

test("a purchase from the session to the order", async () => {
  const session = await openSession();
  const approved = await sandbox.approve(session.session_id);
  assert.equal(approved.approved, true);
  const path = `/payments/v1/authorizations/${approved.authorization_token}/order`;
  const order = await klarna("POST", path, PURCHASE);
  assert.equal(order.status, 200);
  const { order_id } = await order.json();
  assert.deepEqual(
    (await sandbox.log()).map(({ method, path, status }) => `${method} ${path} ${status}`),
    ["POST /payments/v1/sessions 200", "WINDOW approved null", `POST ${path} 200`],
  );
  const calls = await sandbox.log(session.client_token);
  assert.equal(calls.at(-1)?.response.order_id, order_id);
  assert.deepEqual(await sandbox.log("another"), []);
});

test("a client token names its session, and the data decides on the customer", async () => {
  const { client_token } = await openSession();
  const customer = {
    given_name: "Alice",
    family_name: "Test",
    email: "customer+denied@email.se",
    street_address: "Södra Blasieholmshamnen 2",
    postal_code: "11 148",
    city: "Stockholm",
    country: "SE",
  };
  const denied = sandbox.approve(client_token, { billing_address: customer });
  await assert.rejects(denied, (error) => {
    assert(error instanceof SandboxError);
    assert.deepEqual([error.status, error.code], [409, "customer_denied"]);
    return true;
  });
  customer.email = "customer@email.se";
  await sandbox.approve(client_token, { billing_address: customer });
});

test("nothing is declined or closed without a window", async () => {
  const { session_id } = await openSession();
  await assert.rejects(sandbox.decline(session_id), { code: "no_window" });
  await assert.rejects(sandbox.close(session_id), { code: "no_window" });
  await assert.rejects(sandbox.approve("no-such"), { status: 404, code: "no_such_session" });
});

test("faults are in force until they are removed", async () => {
  const fault = await sandbox.fault("rest-503", { call: "create-session" });
  const create = () => klarna("POST", "/payments/v1/sessions", PURCHASE);
  assert.equal((await create()).status, 503);
  await sandbox.removeFaults(fault.id);
  assert.equal((await create()).status, 200);
  await sandbox.fault("rest-500");
  await sandbox.removeFaults();
  assert.equal((await create()).status, 200);
  await assert.rejects(sandbox.fault("no-such"), /no fault of the kind `no-such` is known/);
});

test("the clock ends a session", async () => {
  const { session_id } = await openSession();
  assert.equal((await sandbox.advance(48 * 3600)).offset_seconds, 48 * 3600);
  await assert.rejects(sandbox.approve(session_id), { code: "session_ended" });
});

test("settings are changed one by one, and are as before after a reset", async () => {
  const before = await sandbox.settings();
  const changed = await sandbox.settings({ rate_limits: "playground" });
  assert.deepEqual(changed, { ...before, rate_limits: "playground" });
  await sandbox.reset();
  assert.deepEqual(await sandbox.settings(), before);
});

test("the script is the SDK's", async () => {
  const script = await fetch(sandbox.script);
  assert.match(await script.text(), /Klarna/);
});

test("a stopped sandbox answers nobody, and is stopped once", async () => {
  const other = await start({ port: 0, allowOrigins: ["http://shop.test"] });
  const answer = await fetch(`${other.url}/sandbox/log`, {
    headers: { Origin: "http://shop.test" },
  });
  assert.equal(answer.status, 200);
  await other.stop();
  await other.stop();
  await assert.rejects(other.log());
});

test("a program that does not start says why", async () => {
  await assert.rejects(start({ program: "/no/such/program" }), /cannot be started: .*ENOENT/);
  const taken = Number(new URL(sandbox.url).port);
  await assert.rejects(start({ port: taken }), /has ended \(1\)\n.*cannot listen on/);
});

test("it ends with the process that started it, which need not stop it", async () => {
  const module = new URL("sandbox.js", import.meta.url);
  const script = `const { start } = await import(${JSON.stringify(module)}); console.log((await start()).url);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let url = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    url += text;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  const gone = async () => {
    try {
      await fetch(`${url.trim()}/sandbox/log`);
      return false;
    } catch {
      return true;
    }
  };
  while (!(await gone()));
});

test("the command takes the program's arguments and ends with its code", async () => {
  const cli = fileURLToPath(new URL("cli.js", import.meta.url));
  const child = spawn(process.execPath, [cli, "--no-such-option"], { stdio: "ignore" });
  assert.deepEqual(await once(child, "exit"), [2, null]);
  const running = spawn(process.execPath, [cli, "--port", "0"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(running.stdout, "data");
  running.kill("SIGINT");
  const [code] = await once(running, "exit");
  assert.equal(code, 0);
});
