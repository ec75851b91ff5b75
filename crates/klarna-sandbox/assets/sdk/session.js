// The session that `init` was given, read from its client token.

// `{token, claims}`, or null before the first `init`.
let session = null;

function useToken(token) {
  const claims = readClaims(token);
  if (session && session.token === token) return;
  // The widgets of the session before stay until the next `load`, and are then built anew.
  session = { token, claims };
}

// The signature is not looked at: the browser has no key to check it with.
function readClaims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw invalidToken();
  }
}

function init(options, ...rest) {
  const callback = rest.find((argument) => typeof argument === "function");
  try {
    const token = Object(options).client_token;
    const data = rest.find((argument) => argument && typeof argument === "object");
    const claims = readClaims(token);
    if (data && !claims.version) throw plainError("init takes no data: give it to load.");
    useToken(token);
  } catch (error) {
    note("init", { options: Object(options) }, thrown(error));
    if (!callback) throw error;
    callback({ error });
    return undefined;
  }
  note("init", { options }, null);
  if (!callback) return api;
  callback({});
  return undefined;
}
