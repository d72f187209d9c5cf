import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Certificate, makeCertificate } from "./certificates.ts";
import { type Prober, startProber } from "./harness.ts";

/** The ladder against SIP servers that others wrote: Kamailio, and sipp with a scenario. */

const isInstalled = (program: string, flag: string): boolean => spawnSync(program, [flag]).error === undefined;
/** Skips loudly where a program is absent. `.ci/run` installs all of them. */
function needs(
  program: string,
  flag: string,
  packages: string,
): { readonly title: string; readonly isMissing: boolean } {
  const isMissing = !isInstalled(program, flag);
  if (isMissing) process.stderr.write(`SKIPPED: ${program} is not installed. apt-get install ${packages}\n`);
  return { title: isMissing ? `${program} (NOT INSTALLED: ${packages})` : program, isMissing };
}
const kamailio = needs("kamailio", "-v", "kamailio kamailio-tls-modules");
const sipp = needs("sipp", "-v", "sip-tester");

const folder = mkdtempSync(join(tmpdir(), "pm-sip-servers-"));
const running: ChildProcess[] = [];
let prober: Prober;
let certificate: Certificate;

beforeAll(async () => {
  const authority = makeCertificate({ name: "Test authority", isAuthority: true });
  certificate = makeCertificate({ name: "localhost", issuer: authority, names: "DNS:localhost" });
  prober = await startProber(authority.certFile);
});
afterAll(async () => {
  await prober.dispose();
  await Promise.all(running.map(stop));
  rmSync(folder, { recursive: true });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

/** Starts a server, and waits until it accepts connections. */
async function start(program: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output += bytes));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended:\n${output.slice(-2_000)}`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const password = "Planted-Secret-4711";

async function startKamailio(algorithm: "MD5" | "SHA-256"): Promise<{ readonly tcp: number; readonly tls: number }> {
  const [tcp, tls] = [await freePort(), await freePort()];
  const directory = join(folder, algorithm);
  mkdirSync(directory);
  const file = join(directory, "kamailio.cfg");
  writeFileSync(
    file,
    `#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=1
enable_tls=yes
disable_sctp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=tcp:127.0.0.1:${tcp}
listen=tls:127.0.0.1:${tls}
loadmodule "tls.so"
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "siputils.so"
loadmodule "auth.so"
modparam("tls", "private_key", "${certificate.keyFile}")
modparam("tls", "certificate", "${certificate.certFile}")
modparam("tls", "tls_method", "TLSv1.2+")
modparam("auth", "algorithm", "${algorithm}")
modparam("auth", "qop", "auth")
request_route {
  if (!pv_www_authenticate("carrier.example", "${password}", "0")) {
    www_challenge("carrier.example", "1");
    exit;
  }
  sl_send_reply("200", "Welcome");
}
`,
  );
  const args = ["-f", file, "-DD", "-E", "-m", "32", "-M", "4", "-Y", directory, "-P", join(directory, "pid")];
  await start("kamailio", args, tls);
  return { tcp, tls };
}

describe.skipIf(kamailio.isMissing)(kamailio.title, () => {
  const algorithms = ["MD5", "SHA-256"] as const;
  const transports = ["tcp", "tls"] as const;
  let servers: Readonly<Record<(typeof algorithms)[number], { readonly tcp: number; readonly tls: number }>>;
  beforeAll(async () => {
    servers = { MD5: await startKamailio("MD5"), "SHA-256": await startKamailio("SHA-256") };
  });

  describe.each(algorithms)("with %s", (algorithm) => {
    describe.each(transports)("over %s", (transport) => {
      const probe = (more: { readonly username?: string; readonly password?: string } = {}) =>
        prober.probe({ host: "localhost", port: servers[algorithm][transport], transport, ...more });

      test("the right password passes all rungs", async () => {
        const { report, rung } = await probe({ username: "alice", password });
        expect(report).toMatchObject({ level: "authenticated", isAlive: true, limits: [] });
        expect(rung.options).toMatchObject({ status: "passed", sipCode: 401 });
        expect(rung.options.server).toContain("kamailio");
        expect(rung.digest).toMatchObject({ status: "passed", sipCode: 200, reasonPhrase: "Welcome" });
        expect(report.certificate?.names).toEqual(transport === "tls" ? ["localhost"] : undefined);
        expect(JSON.stringify(report)).not.toContain(password);
      });

      test("a wrong password is refused; without one the level stays at sip", async () => {
        const wrong = await probe({ username: "alice", password: "wrong" });
        expect(wrong.report.level).toBe("sip");
        expect(wrong.rung.digest).toMatchObject({ status: "failed", code: "credentials_refused", sipCode: 401 });
        const none = await probe();
        expect(none.rung.digest).toMatchObject({ status: "skipped", code: "no_credentials" });
        expect(none.report).toMatchObject({ level: "sip", isAlive: true });
      });
    });
  });

  test("TLS on the plain port, and plain SIP on the TLS port, fail on the right rung", async () => {
    const [tlsOnPlain, plainOnTls] = await Promise.all([
      prober.probe({ host: "localhost", port: servers.MD5.tcp, transport: "tls" }),
      prober.probe({ host: "localhost", port: servers.MD5.tls, transport: "tcp" }),
    ]);
    expect(tlsOnPlain.rung.certificate.status).toBe("failed");
    expect(["not_tls", "no_tls_answer", "connection_closed"]).toContain(tlsOnPlain.rung.certificate.code);
    expect(plainOnTls.rung.options.status).toBe("failed");
    expect(["not_sip", "connection_closed", "no_sip_answer"]).toContain(plainOnTls.rung.options.code);
  });
});

const reply = (statusLine: string, more = ""): string => `
  <send><![CDATA[

SIP/2.0 ${statusLine}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]SIPp[call_number]
[last_Call-ID:]
[last_CSeq:]
${more}Content-Length: 0

]]></send>`;

const scenarios = {
  provisional: `<recv request="OPTIONS"/>${reply("100 Trying")}${reply("183 Wait")}<pause milliseconds="300"/>${reply("200 OK", "Server: SIPp\n")}`,
  unavailable: `<recv request="OPTIONS"/>${reply("503 Busy now", "Retry-After: 30\n")}`,
};

describe.skipIf(sipp.isMissing)(sipp.title, () => {
  async function startSipp(name: keyof typeof scenarios): Promise<number> {
    const port = await freePort();
    const file = join(folder, `${name}.xml`);
    writeFileSync(
      file,
      `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${name}">${scenarios[name]}\n</scenario>\n`,
    );
    await start(
      "sipp",
      [
        "-sf",
        file,
        "-t",
        "t1",
        "-i",
        "127.0.0.1",
        "-p",
        String(port),
        "-nostdin",
        "-nd",
        "-cp",
        String(await freePort()),
      ],
      port,
    );
    return port;
  }

  test("provisional answers are waited out", async () => {
    const port = await startSipp("provisional");
    const { rung } = await prober.probe({ host: "127.0.0.1", port, transport: "tcp" });
    expect(rung.options).toMatchObject({ status: "passed", sipCode: 200, server: "SIPp" });
  });

  test("503 is a failure with its reason", async () => {
    const port = await startSipp("unavailable");
    const { rung, report } = await prober.probe({ host: "127.0.0.1", port, transport: "tcp" });
    expect(rung.options).toMatchObject({ status: "failed", sipCode: 503, reasonPhrase: "Busy now" });
    expect(report.isAlive).toBe(false);
  });
});
