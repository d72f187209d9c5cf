import { env } from "cloudflare:workers";
import { and, eq, inArray } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keptStatuses } from "#inventory/phone-numbers/lifecycle";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { readSnapshot } from "#inventory/routing/queries";
import { openDatabase } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { parseParty } from "#kernel/values/party";
import { keywords, messageStatuses } from "#kernel/values/telephony";
import { type PortingNumberRow, portingNumbers } from "#porting/requests/table";
import { messagingStatuses } from "#porting/requests/values";
import { directions, lateForwards } from "#traffic/messages/message-facts";
import { readForMessage } from "#traffic/messages/read-for-message";
import { messages, recordedMessages } from "#traffic/messages/table";
import { columnsOfParty } from "#traffic/party-columns";
import { withTenant } from "../../support/seed";
import { accountFields, isReadFor, storeAccount } from "../accounts";
import { numberFields, numberRow } from "../numbers";

const db = openDatabase(env.DB);

const owner = fc.constantFrom("tenant", "neighbour");

const world = fc.record({
  numberOwner: owner,
  number: numberFields,
  account: accountFields,
  sender: fc.option(fc.record({ owner, fields: numberFields })),
  senderIsHidden: fc.boolean(),
  message: fc.option(
    fc.record({
      owner,
      direction: fc.constantFrom(...directions),
      toNumber: fc.option(fc.constant("+14155550102")),
      body: fc.option(fc.string()),
      media: fc.array(fc.record({ url: fc.webUrl(), type: fc.constant("image/png") }), { maxLength: 2 }),
      segments: fc.nat({ max: 10 }),
      keyword: fc.option(fc.constantFrom(...keywords)),
      forwardedTo: fc.option(fc.constant("+14155550188")),
      status: fc.constantFrom(...messageStatuses),
      errorCode: fc.option(fc.nat()),
      seen: fc.dictionary(fc.constantFrom("r:1", "e:received"), fc.nat(), { noNullPrototype: true }),
      lateForward: fc.option(fc.constantFrom(...lateForwards)),
    }),
  ),
  isExpired: fc.boolean(),
  expiredRecordId: fc.constantFrom(null, "msg_deleted"),
  port: fc.option(fc.record({ owner, messagingStatus: fc.constantFrom(...messagingStatuses) })),
});

/** A number of a porting request that has ended. */
const portedNumber = (
  phoneNumberId: string,
  fields: Pick<PortingNumberRow, "tenantId" | "e164" | "messagingStatus">,
): typeof portingNumbers.$inferInsert => ({
  id: `pnm_${phoneNumberId}`,
  portingRequestId: "prt_0",
  status: "ported",
  statusSince: 1,
  isOpen: false,
  country: "US",
  type: "local",
  phoneNumberId,
  createdAt: 1,
  updatedAt: 1,
  ...fields,
});

let serial = 0;

test("the hand-written read finds what the owners' own reads find", async () => {
  const seen = { number: 0, ours: 0, stranger: 0, message: 0, expired: 0, nothing: 0, ofOthers: 0, awaiting: 0 };
  const tenants = { tenant: (await withTenant()).id, neighbour: (await withTenant()).id };
  await fc.assert(
    fc.asyncProperty(world, async (there) => {
      serial += 1;
      const tenantId = tenants.tenant;
      const [phoneNumberId, carrierId] = [`num_${serial}`, `SM${serial}`];
      const [e164, sender] = [`+1415${2_000_000 + serial}`, `+1303${2_000_000 + serial}`];
      const [numberOwner, from] = [tenants[there.numberOwner], there.senderIsHidden ? "" : sender];
      const carrierAccountId = await storeAccount(db, there.account, { id: `cac_${serial}`, ...tenants });
      const fields = { ...there.number, tenantId: numberOwner, e164, carrierAccountId };
      await db.insert(phoneNumbers).values(numberRow(phoneNumberId, fields));
      if (there.sender) {
        const fields = { ...there.sender.fields, tenantId: tenants[there.sender.owner], e164: sender };
        await db.insert(phoneNumbers).values(numberRow(`num_${serial}_sender`, fields));
      }
      if (there.message) {
        const { owner: of, ...facts } = there.message;
        const about = { tenantId: tenants[of], phoneNumberId, carrierId, ...columnsOfParty(parseParty(from)) };
        const id = `msg_${serial}`;
        await db.insert(messages).values({ ...facts, ...about, id, version: 2, createdAt: 3, updatedAt: 4 });
        await db.insert(recordedMessages).values({ tenantId: about.tenantId, carrierId, recordId: id });
      }
      if (there.port) {
        const ported = { tenantId: tenants[there.port.owner], messagingStatus: there.port.messagingStatus };
        await db.insert(portingNumbers).values(portedNumber(phoneNumberId, { e164, ...ported }));
      }
      const expired = { tenantId, carrierId, recordId: there.expiredRecordId };
      if (there.isExpired) await db.insert(recordedMessages).values(expired).onConflictDoNothing();

      const found = await readForMessage(
        { db, tenantId, phoneNumberId, signedBy: there.account.signedBy } as WebhookContext,
        carrierId,
        parseParty(from),
      );

      expect(found.isOfSigner).toBe(isReadFor(there.account, there.numberOwner === "tenant"));
      if (!found.isOfSigner) {
        expect([found.number, found.message]).toEqual([null, null]);
        seen.ofOthers += 1;
        return;
      }
      const { number } = await readSnapshot(db, tenantId, phoneNumberId);
      const [target] = await db
        .select({ smsForwardTo: phoneNumbers.smsForwardTo })
        .from(phoneNumbers)
        .where(and(eq(phoneNumbers.id, phoneNumberId), eq(phoneNumbers.tenantId, tenantId)));
      const awaitsFirstMessage =
        number !== null &&
        there.number.acquisitionMethod === "porting" &&
        there.port?.owner === "tenant" &&
        there.port.messagingStatus === "activating";
      expect(found.number).toEqual(
        number && { e164: number.e164, status: number.status, ...target, awaitsFirstMessage },
      );
      if (awaitsFirstMessage) seen.awaiting += 1;
      const senders = await db
        .select()
        .from(phoneNumbers)
        .where(
          and(
            inArray(phoneNumbers.acquisitionMethod, ["reseller", "porting", "imported"]),
            inArray(phoneNumbers.status, keptStatuses),
            eq(phoneNumbers.e164, from),
          ),
        );
      expect(found.senderIsOurs).toBe(senders.length > 0);
      const [stored] = await db
        .select()
        .from(messages)
        .where(and(eq(messages.tenantId, tenantId), eq(messages.carrierId, carrierId)));
      if (stored) expect(found.message).toEqual(stored);
      else if (there.isExpired) expect(found.message?.seen).toEqual({ expired: 0 });
      else expect(found.message).toBeNull();

      if (found.number) seen.number += 1;
      if (found.senderIsOurs) seen.ours += 1;
      else seen.stranger += 1;
      if (stored) seen.message += 1;
      if (!stored && found.message) seen.expired += 1;
      if (!found.number && !found.message) seen.nothing += 1;
    }),
    { numRuns: 120, seed: 20261129 },
  );
  expect(
    Object.values(seen).every((count) => count > 0),
    JSON.stringify(seen),
  ).toBe(true);
});
