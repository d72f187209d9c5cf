import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { BASE } from "../../support/api";
import { type Fields, freshCall, freshMessage, sign } from "../../support/carrier";
import { importedNumber, ownAccount } from "../../support/carrier-accounts";
import { storeTrunk, storeTrunkNumber } from "../../support/sip-trunks";
import { call, countTrips, known, measure, none, owned } from "./round-trips";

/** The round trips of the webhooks of calls and messages. */

countTrips();

/** A webhook as Twilio sends it, and what its answer waited for. */
async function webhook(path: string, fields: Fields, token?: string) {
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    method: "POST",
    headers: {
      "x-twilio-signature": await sign(BASE + path, fields, token),
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ ...fields }).toString(),
  });
  // The window of the write ends with the answer; whatever would wait longer than that waits for ever.
  return await measure(request, env, (ms, answered) => (ms < 1_000 ? answered : new Promise(() => {})));
}

test("a call is answered after one trip to the database; all its webhooks together write at most four batches, after their answers", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const agent = { name: "Desk", destination: { kind: "dial", phone_number: "+14155550100" } };
  const { body: made } = await call(tenant, "POST", "/v1/agents", agent);
  await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: made.id });
  const fields = freshCall();
  const path = `/twilio/${tenant.id}/numbers/${id}`;
  const status = (CallStatus: string, SequenceNumber: string) => ({ ...fields, CallStatus, SequenceNumber });
  const one = { database: 1, object: 0, carrier: 0 };
  const rings = await webhook(`${path}/voice`, fields);
  expect(rings).toMatchObject({ status: 200, body: expect.stringContaining("<Number>"), before: one, after: one });
  const rest = [
    await webhook(`${path}/voice-status`, status("initiated", "0")),
    await webhook(`${path}/voice-status`, status("ringing", "1")),
    await webhook(`${path}/voice-status`, status("in-progress", "2")),
    await webhook(`${path}/voice-result?leg=agent`, { ...fields, DialCallStatus: "completed", DialCallDuration: "8" }),
    await webhook(`${path}/voice-status`, { ...status("completed", "3"), CallDuration: "9" }),
  ];
  for (const { before } of rest) expect(before).toEqual(one);
  expect(rest.map(({ after }) => after.database)).toEqual([0, 0, 1, 1, 1]);
});

test("a call or message to a number of an own account is one trip, too; the account's keys are read beside the first", async () => {
  const account = await ownAccount(await known());
  const { path } = await importedNumber(account);
  const [from, token] = [{ AccountSid: account.sid }, account.secrets.authToken ?? ""];
  const one = { database: 1, object: 0, carrier: 0 };
  const first = await webhook(`${path}/voice`, freshCall(from), token);
  expect(first).toMatchObject({ status: 200, before: { ...one, database: 2 }, after: one });
  expect(await webhook(`${path}/voice`, freshCall(from), token)).toMatchObject({
    status: 200,
    before: one,
    after: one,
  });
  expect(await webhook(`${path}/sms`, freshMessage(from), token)).toMatchObject({ before: one, after: one });
});

test("a call over a BYOC trunk is one trip before its answer, in the platform's account and in an own one", async () => {
  const tenant = await known();
  const account = await ownAccount(tenant);
  const one = { database: 1, object: 0, carrier: 0 };
  for (const [carrierAccountId, AccountSid, token] of [
    [null, env.TWILIO_ACCOUNT_SID, undefined],
    [account.id, account.sid, account.secrets.authToken ?? ""],
  ] as const) {
    const trunk = await storeTrunk(tenant, { carrierAccountId });
    const { e164 } = await storeTrunkNumber(trunk);
    const call = () => freshCall({ AccountSid, To: `sip:${e164}@example.sip.twilio.com` });
    await webhook(`${trunk.path}/voice`, call(), token);
    expect(await webhook(`${trunk.path}/voice`, call(), token)).toMatchObject({ status: 200, before: one, after: one });
  }
});

test("a repeated webhook writes nothing, and a message is one trip before its answer and one after", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const path = `/twilio/${tenant.id}/numbers/${id}`;
  const [fields, text] = [freshCall(), freshMessage()];
  await webhook(`${path}/voice`, fields);
  expect((await webhook(`${path}/voice`, fields)).after).toEqual(none());
  const one = { database: 1, object: 0, carrier: 0 };
  expect(await webhook(`${path}/sms`, text)).toMatchObject({ status: 200, before: one, after: one });
  expect((await webhook(`${path}/sms`, text)).after).toEqual(none());
});
