// Requests to the merchant's server.

import { take } from "./ahead.js";

const JSON_TYPE = "application/json";

/** Sends a request, and promises its `Response`. `body` is JSON, `key` the idempotency key. */
export const send = (method, url, body, key, timeoutMs) =>
  fetch(
    new Request(url, {
      method,
      body,
      headers: {
        Accept: JSON_TYPE,
        ...(body && { "Content-Type": JSON_TYPE }),
        ...(key && { "Idempotency-Key": key }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    }),
  );

/**
 * Asks, or takes the answer to this very request that was given ahead. Promises `{ ok, json,
 * correlation_id }`, each of them only where it came; never rejects.
 */
export async function ask(method, url, body, key, timeoutMs) {
  const answer = {};
  let response;
  try {
    response = take(url, body) ?? send(method, url, body, key, timeoutMs);
  } catch {
    // What cannot even be asked is a mistake of the page.
    answer.json = { code: "invalid_request" };
  }
  try {
    response = await response;
    answer.correlation_id = response.headers.get("klarna-correlation-id");
    answer.ok = response.ok;
    answer.json = await response.json();
  } catch {
    // Half an answer is none.
  }
  return answer;
}
