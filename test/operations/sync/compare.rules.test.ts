import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import type { OwnedNumber } from "#kernel/ports/carrier";
import {
  belongsToBuyer,
  compare,
  drift,
  isOurUrl,
  ORPHAN_AGE_MS,
  type OurNumber,
  withoutUrlQuery,
} from "#operations/sync/compare-number";
import { isCredible, isLost, LOST_AFTER_MS, MAX_MISSING } from "#operations/sync/run-rules";
import { pack, seenNumbers, unpack } from "#operations/sync/seen-numbers";
import { repetitions } from "../../support/soak";

const origin = "https://pm.example.com";
const askedAt = 1_800_000_000_000;
const base = { id: "num_1", tenantId: "ten_1", e164: "+14155550100", orderItemId: "itm_1" };
const ours: OurNumber = {
  ...base,
  status: "active",
  carrierId: "PN1",
  updatedAt: askedAt - 1,
  version: 1,
  setup: setupOf(origin, base),
};
const theirs: OwnedNumber = {
  carrierId: "PN1",
  e164: base.e164,
  country: null,
  type: null,
  capabilities: { voice: true, sms: true, mms: false, fax: false },
  boughtAt: 0,
  voiceApplication: null,
  smsApplication: null,
  trunk: null,
  documents: {
    addressRequirement: "none",
    addressSid: null,
    bundleSid: null,
    emergencyCalling: false,
    emergencyAddress: "unregistered",
  },
  ...ours.setup,
};
const look = { origins: [origin, "https://before.example.com"], askedAt, beingBought: false, tenantsOwn: false };

const former = `${origin}/twilio/ten_2/numbers/num_2/voice`;
const foreign = fc.constantFrom(
  "https://elsewhere.example.net/",
  "https://pm.example.com.evil.net/twilio/ten_1/numbers/num_1/voice",
  `${origin}/other`,
  `${former}?x=1`,
  "https://old.example.com/twilio/ten_1/numbers/num_1/voice",
);
const url = fc.oneof(fc.constant(""), fc.constant(former), foreign);
const change: fc.Arbitrary<Partial<OwnedNumber>> = fc.record(
  {
    voiceUrl: url,
    voiceStatusUrl: url,
    smsUrl: url,
    label: fc.constantFrom("", "pm:itm_2", base.e164, "Front desk"),
    carrierId: fc.constantFrom("PN1", "PN2"),
    voiceApplication: fc.constantFrom(null, "AP1"),
    smsApplication: fc.constantFrom(null, "AP1"),
    trunk: fc.constantFrom(null, "TK1"),
  },
  { requiredKeys: [] },
);

describe("a number that both have", () => {
  test("each field that differs is named with ours and theirs, and nothing else is", () => {
    fc.assert(
      fc.property(change, (changed) => {
        const fields = drift({ ...theirs, ...changed }, ours);
        const differ = Object.entries(changed).filter(([name, value]) => value !== Reflect.get(theirs, name));
        expect(fields.map(({ theirs: found }) => found).sort()).toEqual(differ.map(([, value]) => value).sort());
        expect(fields.every(({ ours: wanted, theirs: found }) => wanted !== found)).toBe(true);
      }),
    );
  });

  test("it is repaired only if no setting is another party's", () => {
    fc.assert(
      fc.property(change, (changed) => {
        const now = { ...theirs, ...changed };
        const compared = compare(now, ours, look);
        if (compared.kind !== "drifted") {
          expect(compared.kind).toBe("same");
          return;
        }
        const urls = [now.voiceUrl, now.voiceStatusUrl, now.smsUrl];
        const taken =
          now.label === "Front desk" ||
          now.voiceApplication !== null ||
          now.smsApplication !== null ||
          now.trunk !== null ||
          urls.some((found) => found !== "" && !isOurUrl(found, look.origins)) ||
          // Empty is ours only after a purchase of ours, which the label tells, or where nobody has named the number.
          (urls.includes("") && ![ours.setup.label, "", now.e164].includes(now.label));
        expect(compared.repairable).toBe(!taken);
      }),
      { numRuns: repetitions(1_000, 10_000) },
    );
  });

  test.for([
    [
      "bought again in the carrier's console",
      { label: "(415) 555-0100", voiceUrl: "", voiceStatusUrl: "", smsUrl: "" },
      true,
    ],
    ["named by somebody else", { label: "(415) 555-9999", voiceUrl: "" }, false],
    ["left at a former origin", { voiceUrl: ours.setup.voiceUrl.replace(origin, "https://before.example.com") }, true],
    [
      "at an origin that was never ours",
      { voiceUrl: ours.setup.voiceUrl.replace(origin, "https://else.example.com") },
      false,
    ],
  ] as const)("a number %s", ([, changed, repairable]) => {
    expect(compare({ ...theirs, ...changed }, ours, look)).toMatchObject({ kind: "drifted", repairable });
  });

  test("a number that changed since the list was requested is not compared", () => {
    const changed = { ...theirs, voiceUrl: "" };
    expect(compare(changed, { ...ours, updatedAt: askedAt }, look).kind).toBe("moving");
    expect(compare(changed, { ...ours, status: "cooling_off", updatedAt: askedAt }, look).kind).toBe("moving");
  });

  test.for([
    ["active", "same"],
    ["suspended", "same"],
    ["releasing", "same"],
    ["lost", "found"],
    ["cooling_off", "orphaned"],
    ["released", "orphaned"],
  ] as const)("one that is %s here is %s", ([status, kind]) => {
    expect(compare(theirs, { ...ours, status }, look).kind).toBe(kind);
  });
});

test("in a tenant's own account only the number's very own URLs at a former origin are repaired", () => {
  const own = { ...look, tenantsOwn: true };
  const moved = (url: string) => url.replace(origin, "https://before.example.com");
  const urls = ["voiceUrl", "voiceStatusUrl", "smsUrl"] as const;
  const all = Object.fromEntries(urls.map((name) => [name, moved(ours.setup[name])]));
  for (const changed of [...urls.map((name) => ({ [name]: moved(ours.setup[name]) })), all]) {
    expect(compare({ ...theirs, ...changed }, ours, own)).toMatchObject({ kind: "drifted", repairable: true });
  }
  fc.assert(
    fc.property(change, (changed) => {
      const compared = compare({ ...theirs, ...changed }, ours, own);
      if (compared.kind !== "drifted") return;
      const mine = urls.map((name) => moved(ours.setup[name]));
      expect(compared.repairable).toBe(compared.fields.every(({ theirs: found }) => mine.includes(found ?? "")));
    }),
  );
  expect(compare({ ...theirs, voiceUrl: former }, ours, own)).toMatchObject({ kind: "drifted", repairable: false });
  expect(compare({ ...theirs, voiceUrl: "" }, ours, own)).toMatchObject({ kind: "drifted", repairable: false });
});

test("an orphan waits while it is younger than any purchase may be, and while its number is being bought", () => {
  const bought = (boughtAt: number | null) => compare({ ...theirs, boughtAt }, undefined, look).kind;
  expect(bought(askedAt - ORPHAN_AGE_MS)).toBe("orphaned");
  expect(bought(askedAt - ORPHAN_AGE_MS + 1)).toBe("moving");
  expect(bought(null)).toBe("orphaned");
  expect(compare(theirs, undefined, { ...look, beingBought: true }).kind).toBe("moving");
});

test("an orphan is its buyer's unless the buyer has had it", () => {
  const statuses = [null, "active", "cooling_off", "released", "lost"] as const;
  const of = (completed: boolean, restores: boolean) =>
    statuses.filter((row) => belongsToBuyer({ completed, restores, row }));
  expect(of(false, false)).toEqual([null]);
  expect(of(false, true)).toEqual(["cooling_off"]);
  expect(of(true, false)).toEqual([]);
  expect(of(true, true)).toEqual([]);
});

test("a shown URL has no credentials and no query", () => {
  const of = (found: string) => withoutUrlQuery({ field: "sms_url", ours: null, theirs: found }).theirs;
  expect(of("https://user:secret@a.example/x?token=secret#y")).toBe("https://a.example/x?…");
  expect(of("https://a.example/x")).toBe("https://a.example/x");
  expect(of("")).toBe("");
});

test("a number is lost after two complete runs ten minutes apart, and not before", () => {
  expect(isLost(null, askedAt)).toBe(false);
  expect(isLost(askedAt - LOST_AFTER_MS + 1, askedAt)).toBe(false);
  expect(isLost(askedAt - LOST_AFTER_MS, askedAt)).toBe(true);
});

test("half an inventory missing is not credible, unless it is a small one", () => {
  expect(isCredible(10, 10)).toBe(true);
  expect(isCredible(11, 22)).toBe(false);
  expect(isCredible(11, 23)).toBe(true);
  expect(isCredible(MAX_MISSING, 100_000)).toBe(true);
  expect(isCredible(MAX_MISSING + 1, 100_000)).toBe(false);
});

test("unpacking returns exactly the packed numbers, in any parts, up to the longest", () => {
  const number = fc.bigInt({ min: 1_000_000n, max: 999_999_999_999_999n }).map((digits) => `+${digits}`);
  fc.assert(
    fc.property(fc.array(fc.array(number), { maxLength: 6 }), fc.array(number), (parts, others) => {
      const seen = seenNumbers(parts.map((part) => unpack(pack(part))));
      const all = new Set(parts.flat());
      expect(parts.flat().every((e164) => seen.has(e164))).toBe(true);
      expect(others.filter((e164) => seen.has(e164))).toEqual(others.filter((e164) => all.has(e164)));
    }),
  );
  const many = Array.from({ length: 5_000 }, (_, at) => `+1415${2_000_000 + at * 7}`);
  const seen = seenNumbers([unpack(pack(many.slice(0, 3_000))), unpack(pack(many.slice(3_000)))]);
  expect(many.every((e164) => seen.has(e164))).toBe(true);
  expect(seen.has("+14152000001")).toBe(false);
});
