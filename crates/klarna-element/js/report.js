// What a merchant sends to support: names and moments, nothing that a shopper said or Klarna gave.

/** Five values each, as the wasm lists them. */
function* each(values) {
  for (let at = 0; at < values.length; at += 5) {
    const [when, event, state, reason, correlation_id] = values.slice(at, at + 5);
    yield {
      at: new Date(when).toISOString(),
      event,
      state,
      ...(reason && { reason }),
      ...(correlation_id && { correlation_id }),
    };
  }
}

export const report = ({ state, mode, locale }, values) => ({
  version: VERSION,
  state,
  mode,
  locale,
  transitions: [...each(values)],
});
