// The npm package, from its tarball: what is in it, that its program runs, and that its types hold.
//
// `cargo xtask test package` runs this with
//   TARBALL     the package
//   TOOLS       a folder in which this folder's package.json is installed
//   REPOSITORY  where it was built

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const { TARBALL, TOOLS, REPOSITORY } = process.env;
const sources = dirname(fileURLToPath(import.meta.url));

/** A merchant's project: an empty folder into which the tarball was installed. */
const project = mkdtempSync(join(tmpdir(), "klarna-sandbox-package-"));
const installed = join(project, "node_modules", "klarna-sandbox");
const text = (name) => readFileSync(join(installed, name), "latin1");

before(() => {
  writeFileSync(join(project, "package.json"), '{"type": "module"}');
  const quiet = ["--offline", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, TARBALL], { cwd: project });
});
after(() => rmSync(project, { recursive: true }));

test("holds what it is made of and nothing else", () => {
  assert.deepEqual(readdirSync(installed, { recursive: true }).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "bin",
    "bin/klarna-sandbox-linux-x64",
    "cli.js",
    "index.d.ts",
    "package.json",
    "program.js",
    "sandbox.js",
  ]);
});

test("depends on nothing and runs nothing when it is installed", () => {
  const { dependencies, peerDependencies, scripts, version } = JSON.parse(text("package.json"));
  assert.deepEqual([dependencies, peerDependencies, scripts], [undefined, undefined, undefined]);
  assert.notEqual(version, "0.0.0");
});

test("the program tells nothing of the machine that built it", () => {
  const program = text("bin/klarna-sandbox-linux-x64");
  for (const trace of [`${REPOSITORY}/`, `${homedir()}/`]) {
    assert(!program.includes(trace), `the program holds ${trace}`);
  }
});

/** The environment without a program of another place. */
const env = { ...process.env };
delete env.KLARNA_SANDBOX;

test("starts the program that is in it", () => {
  const script = `
    import { start } from "klarna-sandbox";
    const sandbox = await start();
    const session = await fetch(sandbox.url + "/payments/v1/sessions", {
      method: "POST",
      headers: { Authorization: sandbox.authorization },
      body: JSON.stringify({
        purchase_country: "SE", purchase_currency: "SEK", locale: "sv-SE", order_amount: 1000, order_tax_amount: 0,
        order_lines: [{ name: "Cup", quantity: 1, unit_price: 1000, total_amount: 1000 }],
      }),
    });
    const { client_token } = await session.json();
    console.log((await sandbox.approve(client_token)).approved);
    await sandbox.stop();`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: project, env, encoding: "utf8" });
  assert.equal(said, "true\n");
});

test("has a command", () => {
  const command = join(project, "node_modules", ".bin", "klarna-sandbox");
  const { version } = JSON.parse(text("package.json"));
  assert.equal(execFileSync(command, ["--version"], { env, encoding: "utf8" }), `klarna-sandbox ${version}\n`);
});

/** Runs TypeScript's compiler. */
function tsc(cwd, ...args) {
  const compiler = join(TOOLS, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...args], { cwd, encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

test("its code holds under the compiler, and has the types that it declares", () => {
  tsc(sources, "--project", "tsconfig.json");
});

test("its types are of use without types of Node's", () => {
  writeFileSync(join(project, "usage.ts"), readFileSync(join(sources, "usage.ts")));
  const compilerOptions = { strict: true, noEmit: true, target: "es2022", module: "nodenext", types: [] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["usage.ts"] }));
  tsc(project, "--project", "tsconfig.json");
});

test("its README tells of every member and every option", () => {
  const ts = createRequire(join(TOOLS, "node_modules", "typescript", "package.json"))("typescript");
  const file = join(installed, "index.d.ts");
  const program = ts.createProgram([file], { strict: true, target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const names = (name) => {
    const type = checker.getDeclaredTypeOfSymbol(exports.find((it) => it.name === name));
    return type.getProperties().map((it) => it.name);
  };
  const readme = text("README.md");
  const told = [...names("Sandbox"), ...names("StartOptions")];
  assert(told.includes("approve") && told.includes("allowOrigins"), told.join());
  assert.deepEqual(told.filter((name) => !new RegExp(`^\\| .*\`${name}\\b`, "m").test(readme)), []);
});
