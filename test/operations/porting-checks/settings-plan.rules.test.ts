import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BRAND_NAME, planBrand, planWebhooks } from "#operations/porting-checks/settings-plan";

const ours = "https://pm.acme.com/twilio/porting/";
const [portInUrl, portOutUrl] = [`${ours}port-in/new`, `${ours}port-out/new`];
const wanted = { portInUrl, portOutUrl, ownPrefixes: [ours, "https://old.acme.com/twilio/porting/"], replaces: false };
const right = { portInUrl, portOutUrl, events: [] };
const theirs = "https://crm.example.net/port";

describe("the webhooks", () => {
  test.each([
    ["none", { portInUrl: null, portOutUrl: null, events: [] }, right, {}],
    ["right already", right, null, {}],
    [
      "an older secret, a former origin",
      { ...right, portInUrl: `${ours}port-in/old`, portOutUrl: "https://old.acme.com/twilio/porting/port-out/x" },
      right,
      {},
    ],
    ["a filter", { ...right, events: ["PortInCompleted"] }, right, {}],
    [
      "another program's for ports in",
      { portInUrl: theirs, portOutUrl: null, events: ["PortInCompleted"] },
      { portInUrl: theirs, portOutUrl, events: ["PortInCompleted"] },
      { port_in: theirs },
    ],
    [
      "another program's for both",
      { portInUrl: theirs, portOutUrl: theirs, events: [] },
      null,
      { port_in: theirs, port_out: theirs },
    ],
    [
      "a host that only begins like ours",
      { ...right, portInUrl: "https://pm.acme.com.evil.net/twilio/porting/port-in/x" },
      null,
      { port_in: "https://pm.acme.com.evil.net/twilio/porting/port-in/x" },
    ],
  ] as const)("%s", (_, current, write, foreign) => {
    expect(planWebhooks(current, wanted)).toEqual({ write, foreign });
  });

  test("everything is replaced if the operator says so", () => {
    expect(
      planWebhooks(
        { portInUrl: theirs, portOutUrl: theirs, events: ["PortInCompleted"] },
        { ...wanted, replaces: true },
      ),
    ).toEqual({ write: right, foreign: {} });
  });

  test("one write is enough, and never takes another program's URL away", () => {
    const url = fc.constantFrom(null, portInUrl, portOutUrl, `${ours}port-in/old`, theirs);
    const events = fc.subarray(["PortInCompleted", "PortInCanceled"]);
    fc.assert(
      fc.property(url, url, events, fc.boolean(), (one, two, filter, replaces) => {
        const current = { portInUrl: one, portOutUrl: two, events: filter };
        const { write } = planWebhooks(current, { ...wanted, replaces });
        const next = write ?? current;
        expect(planWebhooks(next, { ...wanted, replaces }).write).toBeNull();
        if (!replaces && one === theirs) expect(next.portInUrl).toBe(theirs);
        if (!replaces && two === theirs) expect(next.portOutUrl).toBe(theirs);
      }),
    );
  });
});

describe("the brand", () => {
  const brand = { logoId: null, emailSubject: "Please sign", emailMessage: null, redirectUrl: null };
  const asked = { country: "US", brand, replaces: false };
  const next = { country: "US", name: BRAND_NAME, ...brand };
  const another = {
    country: "US",
    name: "Hosting",
    logoId: "RD1",
    emailSubject: "S",
    emailMessage: "M",
    redirectUrl: null,
  };

  test.each([
    ["none", null, next, null],
    ["right already", next, null, null],
    [
      "ours with another subject; what is not configured stays",
      { ...next, emailSubject: "Old", logoId: "RD1" },
      { ...next, logoId: "RD1" },
      null,
    ],
    ["another program's", another, null, "Hosting"],
    ["another program's without a name", { ...another, name: null }, null, "unnamed"],
  ] as const)("%s", (_, current, write, foreign) => {
    expect(planBrand(current, asked)).toEqual({ write, foreign });
  });

  test("another program's is replaced if the operator says so", () => {
    expect(planBrand(another, { ...asked, replaces: true })).toEqual({
      write: { ...another, name: BRAND_NAME, emailSubject: "Please sign" },
      foreign: null,
    });
  });
});
