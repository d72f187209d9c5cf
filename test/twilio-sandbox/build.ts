import type { TestProject } from "vitest/node";
import { buildSandbox } from "#dev/build-sandbox";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the bundled sandbox, built once for all test files. */
    sandboxScript: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide("sandboxScript", await buildSandbox("dist/test/twilio-sandbox"));
}
