import fc from "fast-check";
import { expect, test } from "vitest";
import { readBody, type SigningKeys, signedText, verifySignature } from "#carriers/twilio/signature";
import { isOfSigner } from "#traffic/signer";
import { repetitions } from "../support/soak.ts";

/** Which account's signature counts for which number: its own, by each of the three schemes, and no other. */

const encoder = new TextEncoder();
const origin = "https://pm.example.com";

interface Account {
  readonly sid: string;
  /** `null`: the platform. */
  readonly tenantId: string | null;
  readonly keys: SigningKeys;
}

const platform: Account = {
  sid: `AC${"0".repeat(32)}`,
  tenantId: null,
  keys: { tokens: ["platform token", "platform's second"], sharedKeys: [] },
};

const tenants = ["ten_1", "ten_2", "ten_3"];
const accounts: readonly Account[] = [
  platform,
  ...tenants.flatMap((tenantId, tenant) =>
    [1, 2].map((account) => ({
      sid: `AC${`${tenant}${account}`.padStart(32, "a")}`,
      tenantId,
      keys: {
        tokens: [`token of ${tenantId} ${account}`, `second token of ${tenantId} ${account}`],
        sharedKeys: [{ id: `webhooks_sharedkey_${tenant}${account}`, secret: `shared by ${tenantId} ${account}` }],
      },
    })),
  ),
];

/** Each tenant has a number in the platform's account and one in each of its own. */
const numbers = tenants.flatMap((tenantId) =>
  accounts
    .filter((account) => account.tenantId === null || account.tenantId === tenantId)
    .map((account, at) => ({ id: `num_${tenantId}_${at}`, tenantId, account })),
);

const schemes = ["primary", "secondary", "shared_key"] as const;
type Scheme = (typeof schemes)[number];

function secretOf({ keys }: Account, scheme: Scheme) {
  if (scheme !== "shared_key") {
    const secret = keys.tokens[scheme === "primary" ? 0 : 1] ?? "";
    return { secret, settings: null, hash: "SHA-1" };
  }
  const [key] = keys.sharedKeys;
  return key && { secret: key.secret, settings: `key=${key.id},algorithm=HMAC_SHA256`, hash: "SHA-256" };
}

const imported = new Map<string, Promise<CryptoKey>>();

async function sign(secret: string, hash: string, text: string): Promise<string> {
  const importKey = () =>
    crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, ["sign"]);
  const key = imported.get(hash + secret) ?? importKey();
  imported.set(hash + secret, key);
  return btoa(
    String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", await key, encoder.encode(text)))),
  );
}

/** As the webhook routes do: keys by the URL's tenant and the request's AccountSid, then the number's account. */
async function isAccepted(
  number: (typeof numbers)[number],
  accountSid: string,
  request: { readonly signature: string; readonly settings: string | null },
) {
  const named = accounts.find(
    ({ sid, tenantId }) => sid === accountSid && (tenantId ?? number.tenantId) === number.tenantId,
  );
  const path = `/twilio/${number.tenantId}/numbers/${number.id}/voice`;
  const rawBody = encoder.encode(new URLSearchParams({ AccountSid: accountSid, From: "+14155550100" }).toString());
  const keys = named?.keys ?? { tokens: [], sharedKeys: [] };
  const sent = { ...request, ...keys, url: origin + path, body: readBody(Uint8Array.from(rawBody).buffer) };
  const isSigned = await verifySignature({ ...sent, contentType: "application/x-www-form-urlencoded" });
  const cells =
    number.account === platform
      ? { number_account_id: null, number_account_sid: null }
      : { number_account_id: `cac_${number.account.sid}`, number_account_sid: number.account.sid };
  const signedBy = accountSid === platform.sid ? null : accountSid;
  return isSigned && isOfSigner({ signedBy }, cells, { numberId: number.id, trunkId: null, recordNumberId: null });
}

test("a signed request is accepted for a number of the account that signed it, and for no other", async () => {
  const counted = { accepted: 0, refused: 0 };
  const request = fc.record({
    number: fc.constantFrom(...numbers),
    /** `null`: the account of the number. */
    signer: fc.option(fc.constantFrom(...accounts), { freq: 2 }),
    /** The account that the request names; `null`: the one that signs it. */
    named: fc.option(fc.constantFrom(...accounts), { freq: 2 }),
    scheme: fc.constantFrom(...schemes),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ number, signer: other, named, scheme }) => {
      const signer = other ?? number.account;
      const secret = secretOf(signer, scheme);
      if (!secret) return;
      const account = named ?? signer;
      const path = `/twilio/${number.tenantId}/numbers/${number.id}/voice`;
      const fields = Object.entries({ AccountSid: account.sid, From: "+14155550100" });
      const signature = await sign(secret.secret, secret.hash, signedText(origin + path, fields));
      const isOwn = signer === number.account && account === signer;
      expect(await isAccepted(number, account.sid, { signature, settings: secret.settings })).toBe(isOwn);
      counted[isOwn ? "accepted" : "refused"] += 1;
    }),
    { numRuns: repetitions(10_000, 100_000) },
  );
  expect(counted.accepted).toBeGreaterThan(1_000);
  expect(counted.refused).toBeGreaterThan(1_000);
});
