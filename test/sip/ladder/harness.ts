import { join, resolve } from "node:path";
import { build } from "esbuild";
import { bufferPlugin } from "#dev/buffer-plugin";
import type { ProbedGateway, ProbeReport, Rung, RungResult } from "#sip/probe/gateway";

/** Runs the ladder in workerd, as production does, against peers on this machine. */

const root = resolve(import.meta.dirname, "../../..");

interface Probed {
  readonly report: ProbeReport;
  readonly rung: Readonly<Record<Rung, RungResult>>;
}

export interface Prober {
  probe(
    gateway: Partial<ProbedGateway> & Pick<ProbedGateway, "host" | "transport">,
    settings?: { readonly dnsResolverUrl?: string; readonly loopbackTargets?: boolean },
  ): Promise<Probed>;
  dispose(): Promise<void>;
}

/** `caFile`: a file of certificates that workerd trusts besides the public authorities. */
export async function startProber(caFile: string): Promise<Prober> {
  const outfile = join(root, "dist/test/sip-probe-worker/index.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["test/support/sip-probe-worker.ts"],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [bufferPlugin],
    logLevel: "warning",
  });
  // Miniflare reads the variable when it is imported.
  process.env.NODE_EXTRA_CA_CERTS = caFile;
  const { convertV4MiniflareOptions, Miniflare } = await import("miniflare");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      scriptPath: outfile,
      compatibilityDate: "2026-11-01",
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
    }),
  );
  await miniflare.ready;
  return {
    async probe(gateway, settings = {}) {
      const config = {
        dnsResolverUrl: "http://127.0.0.1:9/dns-query",
        loopbackTargets: true,
        publicOrigin: "https://pm.example.com",
        ...settings,
      };
      const response = await miniflare.dispatchFetch("http://prober/", {
        method: "POST",
        body: JSON.stringify({ gateway: { port: null, ...gateway }, config }),
      });
      if (!response.ok) throw new Error(await response.text());
      const { report, reported } = (await response.json()) as {
        report: ProbeReport;
        reported: RungResult[];
      };
      if (JSON.stringify(reported) !== JSON.stringify(report.rungs)) throw new Error("A rung was not reported.");
      const rung = Object.fromEntries(report.rungs.map((result) => [result.rung, result]));
      return { report, rung: rung as Probed["rung"] };
    },
    dispose: () => miniflare.dispose(),
  };
}
