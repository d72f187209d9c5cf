import { expect, test } from "vitest";
import { accessOf, openSecrets, sealSecrets } from "#connections/carrier-accounts/secrets";
import { openVault } from "#kernel/ports/vault";

const vault = openVault({
  keys: [new Uint8Array(32).fill(7)],
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
});
const accountSid = `AC${"0".repeat(31)}1`;
const secrets = { authToken: "token", secondaryAuthToken: null, apiKeySecret: "key secret", sharedKeys: [] };
const row = { id: "cac_1", tenantId: "ten_1", accountSid, region: "ie1", apiKeySid: null } as const;

test("the secrets of an account open in their own row only", async () => {
  const { secrets: sealed, ...clear } = await sealSecrets(vault, row, secrets);
  expect(sealed).not.toContain("token");
  expect(clear).toEqual({
    secretsKeyId: await vault.newestKeyId(),
    secretKinds: ["auth_token", "api_key_secret"],
  });
  expect(await openSecrets(vault, { ...row, secrets: sealed })).toEqual(secrets);
  await expect(openSecrets(vault, { ...row, tenantId: "ten_2", secrets: sealed })).rejects.toThrow();
  await expect(openSecrets(vault, { ...row, id: "cac_2", secrets: sealed })).rejects.toThrow();
});

test("requests are made with the API key if there is one, else with the auth token", async () => {
  const sealed = { ...row, ...(await sealSecrets(vault, row, secrets)) };
  expect(await accessOf(vault, sealed)).toEqual({
    id: "cac_1",
    accountSid,
    username: accountSid,
    password: "token",
    region: "ie1",
  });
  expect(await accessOf(vault, { ...sealed, apiKeySid: "SK1" })).toMatchObject({
    username: "SK1",
    password: "key secret",
  });
});
