// The session that `init` was given, read from its client token.

// `{token, claims, isUtopia}`, or null before the first `init`.
let session = null;

function useToken(token) {
  const claims = readClaims(token);
  if (session && session.token === token) return;
  // The widgets of the session before stay until the next `load`, and are then built anew.
  const experiments = [].concat(claims.experiments ?? []);
  const isUtopia = experiments.some(
    ({ name, variate }) => name === "sdk-flow" && variate === "utopia");
  session = { token, claims, isUtopia };
  addPageStyle();
  if (isUtopia) loadLibrary();
}

// A URL of this sandbox: the SDK's own origin, the one that the sandbox listens on, or another name of this
// machine with the same port. Klarna's own hosts stand together in the same way.
function isSandbox(url) {
  if (!URL.canParse(url)) return false;
  const [asked, own] = [new URL(url), new URL(ORIGIN)];
  const isLocal = ({ hostname }) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return [ORIGIN, SANDBOX].includes(asked.origin)
    || (isLocal(asked) && isLocal(own) && asked.port === own.port);
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
