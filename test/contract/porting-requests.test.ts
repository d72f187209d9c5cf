import { describe, expect, test } from "vitest";
import { createPorting } from "#carriers/twilio/porting";
import type { CarrierPorting } from "#kernel/ports/carrier-porting";
import { createChecker } from "./checker.ts";
import { loadDocuments } from "./documents.ts";
import { refusingTwilio } from "./refusing-twilio.ts";

const documents = loadDocuments();
const checker = createChecker(documents ?? {});
const [portId, numberId, documentId] = [`KW${"1".repeat(32)}`, `PU${"2".repeat(32)}`, `RD${"3".repeat(32)}`];

/** The porting service of a Twilio that refuses everything, and the requests to it. */
function recorded() {
  const { setup, sent } = refusingTwilio();
  return { porting: createPorting(setup), sent };
}

const person = { name: "Ada Byron", email: "ada@example.com" };
const address = {
  street: "1 Main St",
  street2: "Suite 2",
  city: "Oakland",
  state: "CA",
  postalCode: "02134",
  country: "US",
};
const brand = { country: "US", name: "A", logoId: documentId, emailSubject: "S", emailMessage: "M", redirectUrl: null };

/** Uploads are in none of Twilio's documents. */
const calls: Record<
  Exclude<keyof CarrierPorting, "uploadDocument">,
  [operationId: string, (porting: CarrierPorting) => Promise<unknown>]
> = {
  portability: ["FetchPortingPortability", (porting) => porting.portability("+14155550100")],
  createPort: [
    "CreatePortingPortIn",
    (porting) =>
      porting.createPort({
        losingCarrier: {
          customerType: "individual",
          customerName: "Ada Byron",
          accountNumber: "00123",
          billingTelephoneNumber: "+14155550101",
          authorizedPerson: person,
          address,
        },
        numbers: [{ e164: "+14155550100", pin: "0042" }],
        documentIds: [documentId],
        notificationEmails: ["ops@example.com"],
        desired: { date: "2026-12-20", windowStart: "10:15:00-08:00", windowEnd: "17:00:00-08:00" },
      }),
  ],
  fetchPort: ["FetchPortingPortIn", (porting) => porting.fetchPort(portId)],
  listPorts: [
    "ListPortInRequests",
    (porting) => porting.listPorts({ ids: [portId], createdSince: Date.UTC(2026, 10, 29) }, "KW9"),
  ],
  cancelPort: ["DeletePortingPortIn", (porting) => porting.cancelPort(portId)],
  cancelPortNumber: ["DeletePortingPortInPhoneNumber", (porting) => porting.cancelPortNumber(portId, numberId)],
  getWebhook: ["FetchPortingWebhookConfigurationFetch", (porting) => porting.getWebhook()],
  setWebhook: [
    "CreatePortingWebhookConfiguration",
    (porting) => porting.setWebhook({ portInUrl: "https://a.example.com/", portOutUrl: null, events: [] }),
  ],
  getSigningBrand: ["ListSigningRequestConfiguration", (porting) => porting.getSigningBrand("US")],
  setSigningBrand: ["CreateSigningRequestConfiguration", (porting) => porting.setSigningBrand(brand)],
};

describe.skipIf(!documents)("the requests about ports are in Twilio's documents", () => {
  test("each of them is among the cases", () => {
    expect([...Object.keys(calls), "uploadDocument"].sort()).toEqual(Object.keys(recorded().porting).sort());
  });

  test.each(Object.entries(calls))("%s", async (_, [operationId, ask]) => {
    const { porting, sent } = recorded();
    await ask(porting);
    const [request, ...more] = sent;
    if (!request) throw new Error("Nothing was sent.");
    expect(more).toEqual([]);
    expect(await checker.request(request)).toEqual({ operationId, complaints: [] });
  });
});
