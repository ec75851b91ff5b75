// The module has the types that index.d.ts declares.

import type * as declared from "../index.js";
import * as module from "../sandbox.js";

/** A class by what its objects are: it is not made with `new`. */
type Objects<M extends { Sandbox: { prototype: unknown }; SandboxError: { prototype: unknown } }> = {
  [Name in "Sandbox" | "SandboxError"]: M[Name]["prototype"];
};

export const start: typeof declared.start = module.start;
export const objects: Objects<typeof declared> = {
  Sandbox: module.Sandbox.prototype,
  SandboxError: module.SandboxError.prototype,
};
