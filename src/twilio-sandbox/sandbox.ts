import {
  type AddressFields,
  addressFields,
  type BundleFields,
  bundleFields,
  DocumentStore,
  type ServiceFields,
  serviceFields,
  type VerificationFields,
  verificationFields,
} from "./account/documents";
import { FaultStore } from "./account/faults";
import { Journal } from "./account/journal";
import { NumberStore } from "./account/numbers";
import { ReceiverStore } from "./account/receivers";
import { schema, tables } from "./account/schema";

export interface SandboxEnv {
  ACCOUNT: DurableObjectNamespace;
  TWILIO_ACCOUNT_SID: string;
  TWILIO_AUTH_TOKEN: string;
  /** Requests in flight above which the answer is 429; absent or "0" for no limit. */
  CONCURRENCY_LIMIT?: string;
}

/** Everything that a route uses: the account's state and settings, and the clock. */
export interface Sandbox {
  accountSid: string;
  authToken: string;
  concurrencyLimit: number;
  createdAt: number;
  numbers: NumberStore;
  addresses: DocumentStore<AddressFields>;
  bundles: DocumentStore<BundleFields>;
  services: DocumentStore<ServiceFields>;
  verifications: DocumentStore<VerificationFields>;
  faults: FaultStore;
  journal: Journal;
  receivers: ReceiverStore;
  traffic: { inFlight: number };
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** All or nothing. */
  atomically<Result>(change: () => Result): Result;
  reset(): void;
}

export function openSandbox(ctx: DurableObjectState, env: SandboxEnv): Sandbox {
  const { sql } = ctx.storage;
  sql.exec(schema);
  return {
    accountSid: env.TWILIO_ACCOUNT_SID,
    authToken: env.TWILIO_AUTH_TOKEN,
    concurrencyLimit: Number(env.CONCURRENCY_LIMIT ?? "0"),
    createdAt: Date.UTC(2026, 0, 1),
    numbers: new NumberStore(sql),
    addresses: new DocumentStore(sql, "addresses", "AD", addressFields),
    bundles: new DocumentStore(sql, "bundles", "BU", bundleFields),
    services: new DocumentStore(sql, "messaging_services", "MG", serviceFields),
    verifications: new DocumentStore(sql, "tollfree_verifications", "HH", verificationFields),
    faults: new FaultStore(sql),
    journal: new Journal(sql),
    receivers: new ReceiverStore(sql),
    traffic: { inFlight: 0 },
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    atomically: (change) => ctx.storage.transactionSync(change),
    reset: () => {
      for (const table of tables) sql.exec(`DELETE FROM ${table}`);
    },
  };
}
