#!/usr/bin/env node
// `npx klarna-sandbox --port 3001`: the program with these arguments, in the foreground.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { findProgram } from "./program.js";

const child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", ({ message }) => {
  console.error(`klarna-sandbox: ${message}`);
  process.exitCode = 1;
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});
/** @type {NodeJS.Signals[]} */
const passedOn = ["SIGINT", "SIGTERM"];
for (const signal of passedOn) process.on(signal, () => child.kill(signal));
