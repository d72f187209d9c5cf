import { readFileSync, writeFileSync } from "node:fs";
import { devFilePath } from "./settings.ts";

/** How to reach the platform that runs on this state. The fields are for programs as well: demos, tests, measurements. */
export interface DevFile {
  readonly base_url: string;
  readonly sandbox_url: string;
  readonly api_key: string;
  readonly admin_token: string;
  readonly secrets_key: string;
  readonly tenant_id: string;
  readonly twilio_account_sid: string;
  readonly twilio_auth_token: string;
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
