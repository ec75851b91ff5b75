// What a project writes that has the package, without types of Node's.

import { type Approval, type LogEntry, Sandbox, SandboxError, start } from "klarna-sandbox";

const sandbox: Sandbox = await start({ port: 0, allowOrigins: ["http://localhost:5173"] });
const approval: Approval = await sandbox.approve("a session", { billing_address: { email: "a@b.se" } });
const token: string = approval.authorization_token;
const fault = await sandbox.fault("rest-503", { call: "create-order", times: 1 });
await sandbox.removeFaults(fault.id);
const { offset_seconds } = await sandbox.advance(60);
const log: LogEntry[] = await sandbox.log();
try {
  await sandbox.decline("a session");
} catch (error) {
  if (error instanceof SandboxError) throw new Error(`${error.status} ${error.code}`);
}
await sandbox.stop();
export { log, offset_seconds, token };

// @ts-expect-error A sandbox is started.
new Sandbox();
// @ts-expect-error There is no such option.
await start({ ports: 1 });
// @ts-expect-error The URL is not to be changed.
sandbox.url = "";
