// The SDK's second script: the library that draws what the newer flow shows. It is asked for at the host
// of the SDK's script, and then at the host that the client token names.

const LIBRARY_PATH = "/apf/latest/library/main.js";
const LIBRARY_TIMEOUT = 10_000;

// `null` until the library was first asked for, then a promise of `true` where it came.
let libraryLoad = null;

const library = () => window[Symbol.for("klarna-sandbox.library")];

function loadLibrary() {
  const { base_url: baseUrl } = session.claims;
  // Nothing is asked of strangers' hosts.
  if (!isSandbox(baseUrl)) return Promise.resolve(false);
  libraryLoad = libraryLoad || tryHosts(baseUrl);
  return libraryLoad;
}

async function tryHosts(baseUrl) {
  if (library()) return true;
  for (const host of new Set([ORIGIN, new URL(baseUrl).origin])) {
    if (await runScript(host + LIBRARY_PATH)) return true;
  }
  return false;
}

// Without a nonce: the page's policy has to name the host.
function runScript(url) {
  return new Promise((resolve) => {
    const tag = document.createElement("script");
    tag.src = url;
    tag.addEventListener("load", () => resolve(Boolean(library())));
    tag.addEventListener("error", () => resolve(false));
    setTimeout(resolve, LIBRARY_TIMEOUT, false);
    document.head.append(tag);
  });
}

// `true` at once where nothing is missing to show the session, or else a promise of whether it can be
// shown.
const canShow = ({ isUtopia }) => !isUtopia || Boolean(library()) || loadLibrary();
