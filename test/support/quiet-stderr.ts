import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * workerd reports each exception that nobody caught, with its stack, on stderr. Many tests break things on purpose, so a green
 * run would be full of stacks that mean nothing. They go to a file instead, whose path a failing run names.
 */

const folder = resolve(import.meta.dirname, "../../dist/test");
export const runtimeLog = join(folder, "workerd.log");

/** How workerd's own reports begin; a stack stands on the line after them. */
const isReport = (line: string): boolean =>
  /^(uncaught exception; |stack: |console warning; |Using secrets defined )/.test(line);

/** Sends workerd's reports to `runtimeLog` from now on; everything else still goes to stderr. */
export function quietStderr(): void {
  mkdirSync(folder, { recursive: true });
  rmSync(runtimeLog, { force: true });
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    if (!isReport(text)) return write(chunk, ...rest);
    appendFileSync(runtimeLog, text);
    return true;
  }) as typeof process.stderr.write;
}
