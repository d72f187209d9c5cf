import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * workerd reports each exception that no code caught, with its stack. Many tests break things on purpose, so a green run would
 * be full of stacks that mean nothing. These reports go to `dist/test/workerd.log` instead.
 */

const folder = resolve(import.meta.dirname, "../../dist/test");
const runtimeLog = join(folder, "workerd.log");

/** How workerd's own reports begin. Objects that still work when a file ends are deleted. */
const isReport = (text: string): boolean =>
  /^\s*(uncaught exception; |stack: |console warning; |NOSENTRY |exception = .*deleteAllDurableObjects)/.test(text);

/** Sends workerd's reports to the file from now on; everything else still goes where it went. */
export function quietRuntime(): void {
  mkdirSync(folder, { recursive: true });
  rmSync(runtimeLog, { force: true });
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      if (!isReport(text)) return write(chunk, ...rest);
      appendFileSync(runtimeLog, text);
      return true;
    }) as typeof stream.write;
  }
}
