import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Returns the path of the program: `named`, that in the environment variable `KLARNA_SANDBOX`, or the
 * one in this package.
 *
 * @param {string | undefined} [named]
 * @returns {string}
 */
export function findProgram(named) {
  const given = named || process.env.KLARNA_SANDBOX;
  if (given) return given;
  const platform = `${process.platform}-${process.arch}`;
  const bundled = fileURLToPath(new URL(`bin/klarna-sandbox-${platform}`, import.meta.url));
  if (existsSync(bundled)) return bundled;
  throw new Error(
    `klarna-sandbox: this package has no program for ${platform}. Build it with \`cargo build --release ` +
      "--package klarna-sandbox`, and name it in KLARNA_SANDBOX or in the option `program`.",
  );
}
