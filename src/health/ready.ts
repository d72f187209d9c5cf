import { describeError } from "../kernel/db";
import type { Dependencies } from "../kernel/ports";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Why not. Never a secret, never a stack. */
  readonly reason?: string;
}

/** Whether requests can be served, asked of each thing that serving one takes. */
export async function checkReadiness({
  configurationProblems,
  readDatabase,
  reachObject,
}: Dependencies): Promise<Check[]> {
  const configured: Check =
    configurationProblems.length > 0
      ? { name: "configuration", ok: false, reason: configurationProblems.join(" ") }
      : { name: "configuration", ok: true };
  return [
    configured,
    await attempt("database", readDatabase, "It has no platform tenant: apply the migrations."),
    await attempt("objects", reachObject, "The Durable Object gave no answer."),
  ];
}

async function attempt(name: string, ask: () => Promise<boolean>, otherwise: string): Promise<Check> {
  try {
    return (await ask()) ? { name, ok: true } : { name, ok: false, reason: otherwise };
  } catch (error) {
    const missing = describeError(error).includes("no such table");
    return {
      name,
      ok: false,
      reason: missing ? "Tables are missing: apply the migrations." : "It could not be reached.",
    };
  }
}
