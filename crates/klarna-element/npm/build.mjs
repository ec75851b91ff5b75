// Puts the npm package together: `node build.mjs CORE FOLDER VERSION`.
//
//   CORE     wasm-bindgen's output for `--target web`: core.js, core_bg.wasm, snippets
//   FOLDER   an empty folder for the package
//   VERSION  the package's version

import { copyFile, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [core, folder, version] = process.argv.slice(2);
const npm = dirname(fileURLToPath(import.meta.url));
const element = dirname(npm);
const root = dirname(dirname(element));
const TEXT = join(root, "src", "text");

const bundle = (entry, name, options) =>
  build({
    entryPoints: [entry],
    outfile: join(folder, name),
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "warning",
    ...options,
  });

/**
 * The JavaScript of leptos-klarna, which wasm-bindgen has copied: it is the entry module's, which
 * exports it, so that both have the same instance of it.
 */
const shared = {
  name: "shared",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/snippets\/leptos-klarna-[^/]+\/src\// }, () => ({
      path: "./klarna-checkout.js",
      external: true,
    })),
};

await bundle(join(element, "js", "klarna-checkout.js"), "klarna-checkout.js", {
  external: ["./klarna-checkout-*.js"],
  define: { VERSION: JSON.stringify(version) },
});
await bundle(join(core, "core.js"), "klarna-checkout-core.js", {
  plugins: [shared],
  // wasm-bindgen lists a module once for each import of it.
  logOverride: { "duplicate-object-key": "silent" },
});
// A classic script, for a page that starts before any module: it is inline, or the first of its files.
await build({
  stdin: { contents: 'export { start } from "./klarna-early.js";', resolveDir: join(root, "src") },
  outfile: join(folder, "klarna-early.js"),
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "klarnaEarly",
  logLevel: "warning",
});
await bundle(join(root, "style", "klarna-checkout.css"), "klarna-checkout.css");
await copyFile(join(core, "core_bg.wasm"), join(folder, "klarna-checkout.wasm"));

// English is in the entry module. Modules, for a bundler and a policy treat them as they treat scripts.
for (const file of await readdir(TEXT)) {
  const language = basename(file, ".json");
  if (language === file || language === "en") continue;
  const words = JSON.parse(await readFile(join(TEXT, file), "utf8"));
  const module = `export default ${JSON.stringify(words)};\n`;
  await writeFile(join(folder, `klarna-checkout-${language}.js`), module);
}

const written = [
  "README.md",
  "index.d.ts",
  "klarna-early.d.ts",
  "react.d.ts",
  "svelte.d.ts",
  "vue.d.ts",
];
for (const file of written) {
  await copyFile(join(npm, file), join(folder, file));
}
for (const file of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  await copyFile(join(root, file), join(folder, file));
}
const manifest = JSON.parse(await readFile(join(npm, "package.json"), "utf8"));
await writeFile(
  join(folder, "package.json"),
  `${JSON.stringify({ ...manifest, version }, null, 2)}\n`,
);
