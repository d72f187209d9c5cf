import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import {
  unstable_readConfig as readConfig,
  type Unstable_Config as WranglerConfig,
  unstable_getMiniflareWorkerOptions as workerOptionsOf,
} from "wrangler";
import { root } from "./settings.ts";

interface Worker {
  /** The Worker's `wrangler.toml`, which defines its bindings and settings. */
  readonly config: WranglerConfig;
  /** The bundled module. */
  readonly script: string;
  readonly port: number;
  /** Variables that replace or extend those of `wrangler.toml`. No other file adds any. */
  readonly vars: Readonly<Record<string, string>>;
  /** The directory of its databases and objects. */
  readonly storage: string;
  readonly onLog: (level: string, message: string) => void;
  /** Opens a debugger port. */
  readonly inspected?: boolean;
}

export const configOf = (path: string): WranglerConfig =>
  readConfig({ config: join(root, path) }, { hideWarnings: true });

/** The variables of a `wrangler.toml`. */
export const varsOf = ({ vars }: WranglerConfig): Record<string, string> =>
  Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]));

/** Runs a built Worker in workerd, listening on 127.0.0.1 without any proxy in front. */
export function startWorker({ config, script, port, vars, storage, onLog, inspected }: Worker): Miniflare {
  const { modulesRules: _, ...options } = workerOptionsOf(config).workerOptions;
  return new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      unsafeTriggerHandlers: true,
      telemetry: { enabled: false },
      ...(inspected && { inspectorPort: 0 }),
      resourcePersistencePath: storage,
      handleStructuredLogs: ({ level, message }) => onLog(level, message),
      workers: [
        {
          ...options,
          name: config.name ?? "worker",
          modules: true,
          modulesRoot: dirname(script),
          scriptPath: script,
          bindings: { ...varsOf(config), ...vars },
          unsafeDirectSockets: [{ host: "127.0.0.1", port }],
        },
      ],
    }),
  );
}

/** Runs a Worker's databases alone, on the same storage: no request comes and no alarm is due. */
export function startDatabases({ config, storage }: Pick<Worker, "config" | "storage">): Miniflare {
  const d1Databases = config.d1_databases.map(({ binding, database_id: id = binding }) => [binding, id] as const);
  return new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      resourcePersistencePath: storage,
      workers: [
        {
          name: config.name ?? "worker",
          modules: true,
          script: "export default {};",
          d1Databases: Object.fromEntries(d1Databases),
          ...(config.compatibility_date && { compatibilityDate: config.compatibility_date }),
        },
      ],
    }),
  );
}

/** Calls a Worker's scheduled handler. Miniflare's proxy of a Worker would block this process meanwhile. */
export async function runScheduled(worker: Miniflare, cron: string): Promise<void> {
  const called = await worker.dispatchFetch(
    `http://localhost/cdn-cgi/local/scheduled?${new URLSearchParams({ cron })}`,
  );
  const outcome = await called.text();
  if (!called.ok) throw new Error(outcome);
}
