import { readFileSync, writeFileSync } from "node:fs";
import { devFilePath } from "./settings.ts";

/** How to reach the platform that runs on a state directory. Demos, tests and benchmarks read these fields. */
export interface DevFile {
  readonly base_url: string;
  /**
   * The `base_url`s of earlier starts, latest first. Phone numbers in the sandbox may still send their webhooks there.
   */
  readonly former_origins: readonly string[];
  readonly sandbox_url: string;
  readonly api_key: string;
  readonly admin_token: string;
  readonly secrets_key: string;
  readonly tenant_id: string;
  readonly twilio_account_sid: string;
  readonly twilio_auth_token: string;
}

/** Origins of earlier starts to remember. The platform checks webhook signatures against each of them. */
const REMEMBERED = 10;

/** The origins of earlier starts, other than this one, latest first. */
export function formerOrigins({ base_url, former_origins = [] }: Partial<DevFile>, origin: string): string[] {
  const known = base_url === undefined ? former_origins : [base_url, ...former_origins];
  return [...new Set(known)].filter((each) => each !== origin).slice(0, REMEMBERED);
}

export function readDevFile(stateDir: string): Partial<DevFile> {
  try {
    return JSON.parse(readFileSync(devFilePath(stateDir), "utf8"));
  } catch {
    return {};
  }
}

export function writeDevFile(stateDir: string, file: DevFile): void {
  writeFileSync(devFilePath(stateDir), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}
