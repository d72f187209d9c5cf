import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { unwrap } from "#carriers/problem";
import type { CarrierPort } from "#kernel/ports/carrier-porting";
import { createJobContext } from "#runtime/job-context";
import { sandbox } from "../../support/sandbox";

/** A port at the sandbox, through the client that the platform uses. */

const { porting } = createJobContext(env, createExecutionContext()).carrierAccount(null);

type Pair = readonly [string, string];

const order = (documentId: string, numbers: Pair) => ({
  losingCarrier: {
    customerType: "business" as const,
    customerName: "Acme Inc.",
    accountNumber: "00123",
    billingTelephoneNumber: numbers[0],
    authorizedPerson: { name: "Ada Byron", email: "ada@example.com" },
    address: { street: "1 Main St", street2: null, city: "Oakland", state: "CA", postalCode: "94601", country: "US" },
  },
  numbers: [
    { e164: numbers[0], pin: null },
    { e164: numbers[1], pin: "0042" },
  ],
  documentIds: [documentId],
  notificationEmails: [],
  desired: null,
});

const bill = (content: string) =>
  porting.uploadDocument({
    kind: "bill",
    filename: "bill.pdf",
    contentType: "application/pdf",
    content: new Blob([content], { type: "application/pdf" }),
  });

const move = (id: string, how = "", body: object = {}) =>
  sandbox.inAccount(env.TWILIO_ACCOUNT_SID, "POST", `/ports/${id}${how}`, body);
const statusesOf = ({ status, numbers: each }: CarrierPort) => [status, ...each.map((number) => number.status)];

test("a port is created with its document, found, followed to its end and listed", async () => {
  const numbers: Pair = ["+14152361001", "+14152367702"];
  const { id: documentId, isEmpty } = unwrap(await bill("%PDF-1.7\n%%EOF"));
  expect(isEmpty).toBe(false);
  const created = unwrap(await porting.createPort(order(documentId, numbers)));
  expect(created.numbers.map(({ e164 }) => e164)).toEqual(numbers);
  const found = async () => {
    const port = unwrap(await porting.fetchPort(created.id));
    if (!port) throw new Error("There is no such port.");
    return port;
  };
  const seen = [statusesOf(await found())];
  while (seen.at(-1)?.[0] !== "completed" && seen.length < 10) {
    await move(created.id, "/next");
    seen.push(statusesOf(await found()));
  }
  expect(seen.map(([status]) => status)).toEqual(
    expect.arrayContaining(["in_review", "waiting_for_signature", "in_progress", "completed"]),
  );
  expect(seen.flat()).not.toContain("unknown");
  expect(statusesOf(await found())).toEqual(["completed", "completed", "completed"]);
  expect((await found()).numbers.map(({ portAt }) => typeof portAt)).toEqual(["number", "number"]);
  const { ports } = unwrap(await porting.listPorts({ ids: [created.id] }, null));
  expect(ports).toMatchObject([{ id: created.id, status: "completed", requested: 2, ported: 2 }]);
});

test("a rejected number has its reason, an unknown status stays readable, and a canceled port ends", async () => {
  const numbers: Pair = ["+14152361003", "+14152367704"];
  const { id: documentId } = unwrap(await bill("%PDF-1.7\n%%EOF"));
  const { id } = unwrap(await porting.createPort(order(documentId, numbers)));
  await move(id, "", { number_status: "rejected", phone_numbers: [numbers[0]], rejection_reason: "INVALID_PIN" });
  expect(unwrap(await porting.fetchPort(id))?.numbers[0]).toMatchObject({
    status: "rejected",
    rejection: { code: "passcode_pin_invalid", text: "INVALID_PIN" },
  });
  await move(id, "", { status: "Pending Third Party" });
  expect(unwrap(await porting.fetchPort(id))).toMatchObject({ status: "unknown", rawStatus: "Pending Third Party" });
  await move(id, "", { status: "In review" });
  expect(await porting.cancelPort(id)).toEqual({ kind: "ok", value: null });
  expect(unwrap(await porting.fetchPort(id))?.status).toBe("canceled");
});

test("a document without content is known as empty, and a port that does not exist is none", async () => {
  expect(await bill("")).toMatchObject({ kind: "ok", value: { isEmpty: true } });
  expect(await porting.fetchPort(`KW${"9".repeat(32)}`)).toEqual({ kind: "ok", value: null });
});
