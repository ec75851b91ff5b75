// What the page's content security policy blocks, said by name: the browser tells the page, and
// nobody else.

const seen = [];
const watchers = new Set();

globalThis.document?.addEventListener("securitypolicyviolation", (event) => {
  // One that is only reported blocks nothing.
  if (event.disposition === "report") return;
  const lacking = lacked(event.blockedURI);
  if (!lacking) return;
  // The browser names the part of `script-src` that is about tags.
  const violation = [event.effectiveDirective.replace(/-(elem|attr)$/, ""), lacking];
  seen.push(violation);
  for (const watcher of watchers) watcher(violation);
});

/** What the directive would have to list; nothing where that is no host. */
function lacked(blocked) {
  if (blocked === "wasm-eval") return "'wasm-unsafe-eval'";
  // `inline` and the like are no URLs.
  return origin(blocked);
}

function origin(url, base) {
  try {
    const { origin } = new URL(url, base);
    return origin === "null" ? undefined : origin;
  } catch {
    return undefined;
  }
}

const KLARNA = /(^|\.)klarna[a-z]*\.(com|net)$/;

/**
 * Calls `told` with the directive and what it lacks, once for each that concerns Klarna or one of
 * these URLs, until it is given to `unwatch`. Also for what was blocked before.
 */
export function watch(urls, told) {
  const needed = urls.map((url) => origin(url, document.baseURI));
  const known = new Set();
  const watcher = ([directive, lacking]) => {
    const ours =
      lacking.startsWith("'") || needed.includes(lacking) || KLARNA.test(new URL(lacking).hostname);
    const name = `${directive} ${lacking}`;
    if (!ours || known.has(name)) return;
    known.add(name);
    told(directive, lacking);
  };
  seen.forEach(watcher);
  watchers.add(watcher);
  return watcher;
}

export function unwatch(watcher) {
  watchers.delete(watcher);
}
