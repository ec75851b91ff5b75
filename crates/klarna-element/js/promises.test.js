import assert from "node:assert/strict";
import { test } from "node:test";

import { KlarnaCheckoutError, Pending } from "./promises.js";

const outcome = { status: "placed", order_id: "o-1" };

test("a press ends with the event that ends it, and the order that came of it", async () => {
  const pending = new Pending();
  const pressed = pending.press();
  pending.onEvent("authorizing", {});
  pending.onEvent("placed", outcome);
  assert.deepEqual(await pressed, { status: "placed", order: outcome });
});

test("fields that Klarna objects to go with the result", async () => {
  const pending = new Pending();
  const pressed = pending.press();
  pending.onEvent("invalid-fields", { fields: ["billing_address.email"] });
  assert.deepEqual(await pressed, {
    status: "invalid-fields",
    fields: ["billing_address.email"],
  });
});

test("an attempt that ends without an event has to be confirmed again", async () => {
  const pending = new Pending();
  const pressed = pending.press();
  pending.onState("authorizing");
  pending.onState("ready");
  assert.deepEqual(await pressed, { status: "confirm-again" });
});

test("a refresh ends with a state in which no answer is on its way", async () => {
  const pending = new Pending();
  const refreshed = pending.refresh();
  pending.onState("loading");
  pending.onState("not-offered");
  assert.equal(await refreshed, undefined);
});

test("an error rejects with its code; a policy's violation does not", async () => {
  const pending = new Pending();
  const pressed = pending.press();
  pending.onEvent("error", { code: "blocked-by-policy" });
  pending.onEvent("error", { code: "sdk-error", message: "in words" });
  const error = new KlarnaCheckoutError("sdk-error", "in words");
  await assert.rejects(pressed, (it) => it.code === error.code && it.message === error.message);
});

test("each call settles once", async () => {
  const pending = new Pending();
  const first = pending.press();
  pending.onEvent("cancelled", {});
  const second = pending.press();
  pending.fail("removed");
  assert.deepEqual(await first, { status: "cancelled" });
  await assert.rejects(second, { code: "removed" });
});
