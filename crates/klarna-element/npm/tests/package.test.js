// The npm package, from its tarball: what is in it, that it is found, and that its types hold.
//
// `cargo xtask test package` runs this with
//   TARBALL        the package
//   TARBALL_AGAIN  the same, built a second time
//   TOOLS          a folder in which this folder's package.json is installed
//   REPOSITORY     where it was built

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const { TARBALL, TARBALL_AGAIN, TOOLS, REPOSITORY } = process.env;
const NAME = "klarna-checkout-element";
const sources = dirname(fileURLToPath(import.meta.url));
const tool = (path) => join(TOOLS, "node_modules", path);

/** A merchant's project: an empty folder into which the tarball was installed. */
const project = mkdtempSync(join(tmpdir(), "klarna-checkout-package-"));
const installed = join(project, "node_modules", NAME);
const files = () => readdirSync(installed, { recursive: true }).sort();
const text = (name) => readFileSync(join(installed, name), "latin1");

before(() => {
  writeFileSync(join(project, "package.json"), '{"type": "module"}');
  const quiet = ["--offline", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, TARBALL], { cwd: project, shell: process.platform === "win32" });
});
after(() => rmSync(project, { recursive: true }));

test("holds what it is made of and nothing else", () => {
  assert.deepEqual(files(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "index.d.ts",
    "klarna-checkout-core.js",
    "klarna-checkout-de.js",
    "klarna-checkout-sv.js",
    "klarna-checkout.css",
    "klarna-checkout.js",
    "klarna-checkout.wasm",
    "klarna-early.d.ts",
    "klarna-early.js",
    "package.json",
    "react.d.ts",
    "svelte.d.ts",
    "vue.d.ts",
  ]);
});

test("depends on nothing and runs nothing when it is installed", () => {
  const { dependencies, peerDependencies, scripts } = JSON.parse(text("package.json"));
  assert.deepEqual({ dependencies, peerDependencies, scripts }, { dependencies: undefined, peerDependencies: undefined, scripts: undefined });
  assert.deepEqual(readdirSync(join(project, "node_modules")).filter((it) => !it.startsWith(".")), [NAME]);
});

test("tells nothing of the machine that built it", () => {
  const registry = new URL(execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim());
  const traces = [`${REPOSITORY}/`, `${homedir()}/`, `${tmpdir()}/`, registry.host, "sourceMappingURL", "registry/src/"];
  for (const name of files()) {
    const content = text(name);
    for (const trace of traces) assert(!content.includes(trace), `${name} holds ${trace}`);
  }
});

test("is the same, byte for byte, when it is built again", () => {
  assert(readFileSync(TARBALL).equals(readFileSync(TARBALL_AGAIN)));
});

test("every file that package.json names is there, and is found from outside", () => {
  const { exports, types } = JSON.parse(text("package.json"));
  const targets = Object.values(exports).flatMap((target) => (typeof target === "string" ? target : Object.values(target)));
  for (const target of [types, ...targets]) assert(existsSync(join(installed, target)), target);

  const { resolve } = createRequire(join(project, "page.js"));
  for (const name of ["", "/klarna-checkout.css", "/klarna-checkout.wasm", "/klarna-early.js", "/package.json"]) {
    assert(existsSync(resolve(NAME + name)), name);
  }
  assert.throws(() => resolve(`${NAME}/klarna-checkout-core.js`), "the core is not for pages");
});

test("every file that the scripts load lies beside them", () => {
  const loaded = [...text("klarna-checkout.js").matchAll(/["'`]\.\/([\w.-]+)["'`]/g)].map(([, name]) => name);
  assert(loaded.includes("klarna-checkout-core.js"));
  assert((text("klarna-checkout.js") + text("klarna-checkout-core.js")).includes("klarna-checkout.wasm"));
  for (const name of loaded) assert(files().includes(name), name);
  // And every script but the entry is loaded by it.
  for (const name of files()) assert(!/^klarna-checkout-.*\.js$/.test(name) || loaded.includes(name), name);
});

test("the wasm is one that browsers take", () => {
  assert(WebAssembly.validate(readFileSync(join(installed, "klarna-checkout.wasm"))));
});

/** What a module says in a process of its own, in the merchant's project. */
function say(script) {
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: project, encoding: "utf8" }));
}

const exported = () => say(`console.log(JSON.stringify(Object.keys(await import("${NAME}"))))`);

test("can be imported on a server, where there are no elements", () => {
  const found = exported();
  assert(found.includes("KlarnaCheckoutElement") && found.includes("KlarnaCheckoutError"), found.join());
});

test("the core finds what it takes in the module that the page loads", () => {
  const core = text("klarna-checkout-core.js");
  const imports = [...core.matchAll(/import(?:\{([^}]*)\}|\*as \S+ )?from"([^"]*)"/g)];
  assert(imports.length > 0);
  for (const [statement, , from] of imports) assert.equal(from, "./klarna-checkout.js", statement);
  const named = imports.flatMap(([, list]) => list?.split(",").map((it) => it.split(" as ")[0]) ?? []);
  // The wasm names the modules as they were before they were bundled.
  const wasm = new WebAssembly.Module(readFileSync(join(installed, "klarna-checkout.wasm")));
  const snippets = WebAssembly.Module.imports(wasm).filter(({ module }) => module.startsWith("./snippets/"));
  const found = exported();
  for (const name of [...named, ...snippets.map(({ name }) => name)]) assert(found.includes(name), name);
});

/** The public members of an element as a browser makes it, and the attributes it listens to. */
const IN_A_PAGE = `
  globalThis.HTMLElement = class {};
  const defined = [];
  globalThis.customElements = { define: (...it) => defined.push(it), get: () => undefined };
  const { KlarnaCheckoutElement } = await import("${NAME}");
  const browsers = /^constructor$|Callback$/;
  const described = Object.entries({
    ...Object.getOwnPropertyDescriptors(KlarnaCheckoutElement.prototype),
    ...Object.getOwnPropertyDescriptors(new KlarnaCheckoutElement()),
  }).filter(([name]) => !browsers.test(name));
  console.log(JSON.stringify({
    defined: defined.map(([name, it]) => [name, it === KlarnaCheckoutElement]),
    members: described.map(([name]) => name).sort(),
    readOnly: described.filter(([, it]) => it.get && !it.set).map(([name]) => name).sort(),
    attributes: [...KlarnaCheckoutElement.observedAttributes].sort(),
  }));`;

/** What the types tell: each of them by its name. */
let types;
before(() => {
  const ts = createRequire(tool("typescript/package.json"))("typescript");
  const file = join(installed, "index.d.ts");
  const early = join(installed, "klarna-early.d.ts");
  const program = ts.createProgram([file, early], { strict: true, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] });
  const checker = program.getTypeChecker();
  const exportsOf = (it) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(it)));
  const exports = [file, early].flatMap(exportsOf);
  types = (name) => checker.getDeclaredTypeOfSymbol(exports.find((it) => it.name === name));
  types.own = (symbol) => symbol.declarations.some((it) => it.getSourceFile().fileName === file);
  types.readOnly = (symbol) => ts.getCombinedModifierFlags(symbol.declarations[0]) & ts.ModifierFlags.Readonly;
});

/** The same as the types tell it. */
function declared() {
  const listeners = ["addEventListener", "removeEventListener"];
  const element = types("KlarnaCheckoutElement").getProperties().filter((it) => types.own(it) && !listeners.includes(it.name));
  return {
    members: element.map(({ name }) => name).sort(),
    readOnly: element.filter(types.readOnly).map(({ name }) => name).sort(),
    // The nonce is the browser's own.
    attributes: names("KlarnaCheckoutMarkup").filter((name) => name !== "nonce").sort(),
  };
}

test("the element has the members, the attributes and the name that its types tell of", () => {
  const { defined, ...found } = say(IN_A_PAGE);
  assert.deepEqual(defined, [["klarna-checkout", true]]);
  assert.deepEqual(found, declared());
});

/** The values of a type that is one of several texts. */
const values = (name) => types(name).types.map(({ value }) => value);
const names = (name) => types(name).getProperties().map((it) => it.name);

test("every event, state and code that the types name is one that the element knows", () => {
  const events = names("KlarnaCheckoutEventMap").map((name) => name.replace(/^klarna-/, ""));
  const known = text("klarna-checkout.wasm") + text("klarna-checkout.js");
  const told = [...events, ...["CheckoutState", "RejectionCode", "ErrorCode", "Mode"].flatMap(values)];
  assert.deepEqual(told.filter((name) => !known.includes(name)), []);
});

test("the early start is a script that can stand in a page, and takes what its types tell of", () => {
  const script = text("klarna-early.js");
  for (const end of ["</script", "<!--"]) assert(!script.includes(end), end);
  const page = vm.createContext({});
  vm.runInContext(script, page);
  assert.deepEqual(Object.keys(page.klarnaEarly), ["start"]);
  assert.equal(typeof page.klarnaEarly.start, "function");
  assert.deepEqual(names("StartOptions").filter((name) => !script.includes(name)), []);
});

test("its README tells of every member, event, state and code", () => {
  const attributes = names("KlarnaCheckoutAttributes");
  const told = [
    ...names("KlarnaCheckoutMarkup"),
    ...declared().members.filter((name) => !attributes.includes(name)),
    ...names("KlarnaCheckoutEventMap"),
    ...["CheckoutState", "RejectionCode", "ErrorCode", "Mode"].flatMap(values),
  ];
  const readme = text("README.md");
  assert.deepEqual(told.filter((name) => !new RegExp(`\`${name}\\b`).test(readme)), []);
});

/** A project of its own with the package in it, with other packages beside it. */
function withTypes(name, beside, options, ...include) {
  const folder = join(project, name);
  const modules = join(folder, "node_modules");
  cpSync(installed, join(modules, NAME), { recursive: true });
  for (const [path, target] of Object.entries(beside)) {
    mkdirSync(dirname(join(modules, path)), { recursive: true });
    symlinkSync(tool(target), join(modules, path), "junction");
  }
  for (const file of include) cpSync(join(sources, file), join(folder, file));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    types: [],
    skipDefaultLibCheck: true,
    ...options,
  };
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include, vueCompilerOptions: { strictTemplates: true } }));
  return folder;
}

function check(program, folder, ...further) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool(program), ...further], { cwd: folder, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

const passes = ({ status, said }) => assert.equal(status, 0, said);
const TSC = "typescript/bin/tsc";

for (const [kind, options] of [["for bundlers", {}], ["as Node reads them", { module: "nodenext", moduleResolution: "nodenext" }]]) {
  test(`the types hold, ${kind}`, () => {
    const folder = withTypes(`types-${options.module ?? "bundler"}`, {}, options, "every-member.ts");
    passes(check(TSC, folder, "--project", "."));
  });
}

for (const [version, types] of [["18", "react-18-types"], ["19", "@types/react"]]) {
  test(`the element can be written in JSX with React ${version}`, () => {
    const folder = withTypes(`react-${version}`, { "@types/react": types }, { jsx: "react-jsx" }, "react.tsx");
    passes(check(TSC, folder, "--project", "."));
  });
}

test("the element can be written in Vue's templates", () => {
  const folder = withTypes("vue", { vue: "vue" }, { skipLibCheck: true }, "Checkout.vue");
  passes(check("vue-tsc/bin/vue-tsc.js", folder, "--project", "."));
});

test("the element can be written in Svelte's markup, and what is wrong there is refused", () => {
  const options = { skipLibCheck: true, verbatimModuleSyntax: true };
  const folder = withTypes("svelte", { svelte: "svelte" }, options, "Checkout.svelte", "Refused.svelte");
  const { said } = check("svelte-check/bin/svelte-check", folder, "--tsconfig", "./tsconfig.json", "--output", "machine");
  const errors = [...said.matchAll(/ERROR "([^"]+)" (\d+):/g)].map(([, file, line]) => `${file}:${line}`);
  assert.deepEqual(errors, ["Refused.svelte:6", "Refused.svelte:7", "Refused.svelte:8"], said);
});
