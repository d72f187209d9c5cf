import fc from "fast-check";
import { expect, test } from "vitest";
import type { CertificateFacts, RungResult } from "#sip/probe/gateway";
import {
  afterProbe,
  certificateWarningDays,
  dueCertificateWarning,
  healthOf,
  MIN_PROBE_INTERVAL_MS,
  type PingState,
  unprobed,
} from "#sip/probe/health";

const DAY = 86_400_000;

const after = (answers: readonly (boolean | null)[]): PingState =>
  answers.reduce((state, isAlive, at) => afterProbe(state, { isAlive }, at * MIN_PROBE_INTERVAL_MS), unprobed);

test("the state changes exactly if the last 5 probes missed, or the last 2 hit", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (answers) => {
      let isUp = answers[0];
      for (let at = 1; at < answers.length; at += 1) {
        const [isDown, isBack] = [answers.slice(at - 4, at + 1), answers.slice(at - 1, at + 1)];
        if (isUp && at >= 4 && isDown.every((hit) => !hit)) isUp = false;
        else if (!isUp && isBack.every(Boolean)) isUp = true;
      }
      expect(after(answers).isUp).toBe(isUp);
    }),
    { numRuns: 2_000 },
  );
});

test("a probe that could not find out changes nothing but its time", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.boolean())), (answers) => {
      const known = answers.filter((answer) => answer !== null);
      const { isUp, contrary } = after(answers);
      expect({ isUp, contrary }).toEqual({ isUp: after(known).isUp, contrary: after(known).contrary });
    }),
  );
});

const certificate = (expiresAt: number): CertificateFacts => ({
  subject: "CN=sip.example.com",
  issuer: "CN=Authority",
  names: ["sip.example.com"],
  validFrom: 0,
  expiresAt,
  isSelfSigned: false,
  chainLength: 2,
});
const result = (rung: RungResult["rung"], status: RungResult["status"], code: RungResult["code"]): RungResult => ({
  ...{ rung, status, code, durationMs: 1, detail: "." },
  ...{ sipCode: null, reasonPhrase: null, server: null, hint: null },
});
const passed = [result("certificate", "passed", null), result("tls", "passed", null)];
const NOW = 1_000 * DAY;
const up: PingState = { isUp: true, contrary: 0, lastProbeAt: NOW - 1_000, lastAnswerAt: NOW - 1_000 };
const base = { transport: "tls", ping: up, pingExpiresMs: DAY } as const;

test.for([
  [
    "nothing is known before the first probe",
    { ...base, ping: unprobed, report: null },
    ["unknown", "unknown", "unknown"],
  ],
  [
    "all is well",
    { ...base, report: { rungs: passed, certificate: certificate(NOW + 90 * DAY) } },
    ["active", "ok", "ok"],
  ],
  [
    "the certificate expires within a month",
    { ...base, report: { rungs: passed, certificate: certificate(NOW + 29 * DAY) } },
    ["active", "cert_expiring", "ok"],
  ],
  [
    "the certificate has expired since the last probe",
    { ...base, report: { rungs: passed, certificate: certificate(NOW - 1) } },
    ["inactive", "cert_expired", "ok"],
  ],
  [
    "the certificate is for another name",
    { ...base, report: { rungs: [result("certificate", "failed", "certificate_wrong_name")], certificate: null } },
    ["active", "cert_untrusted", "ok"],
  ],
  [
    "the port has no TLS",
    {
      ...base,
      ping: { ...up, isUp: false },
      report: { rungs: [result("certificate", "failed", "not_tls")], certificate: null },
    },
    ["inactive", "error", "error"],
  ],
  [
    "the last probe is long ago",
    {
      ...base,
      transport: "tcp",
      ping: { ...up, lastProbeAt: NOW - 2 * DAY },
      report: { rungs: [], certificate: null },
    },
    ["unknown", "not_applicable", "expired"],
  ],
] as const)("health: %s", ([, observed, [overall, tls, ping]]) => {
  expect(healthOf(observed, NOW)).toMatchObject({ overall: { status: overall }, tls, ping });
});

test("the reasons of bad health are the codes of the last probe, failures first", () => {
  const rungs = [result("tcp", "warning", "some_addresses_unreachable"), result("options", "failed", "no_sip_answer")];
  const { overall } = healthOf({ ...base, transport: "tcp", report: { rungs, certificate: null } }, NOW);
  expect(overall.reasons).toEqual(["no_sip_answer", "some_addresses_unreachable"]);
});

test("however often it is looked at, each certificate warning is given once, in order, and none too early", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 * DAY }), { minLength: 1, maxLength: 50 }), (looks) => {
      const expiresAt = 40 * DAY;
      let given: (typeof certificateWarningDays)[number] | null = null;
      const warned: number[] = [];
      for (const now of looks.sort((a, b) => a - b)) {
        const due = dueCertificateWarning(expiresAt, now, given);
        if (due === null) continue;
        expect(expiresAt - now).toBeLessThanOrEqual(due * DAY);
        given = due;
        warned.push(due);
      }
      expect(warned).toEqual([...new Set(warned)].sort((a, b) => b - a));
      const last = looks.at(-1) ?? 0;
      expect(given).toBe(certificateWarningDays.findLast((days) => expiresAt - last <= days * DAY) ?? null);
    }),
  );
});
