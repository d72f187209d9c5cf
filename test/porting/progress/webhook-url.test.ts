import { expect, test } from "vitest";
import { portingWebhookUrl, webhookKindOf } from "#porting/progress/webhook-url";

const keyOf = (byte: number) => new Uint8Array(32).fill(byte);
const publicOrigin = "https://numbers.example.com";

test("each kind of porting webhook has a secret URL, which the deployment knows again, also after its key was rotated", async () => {
  const url = await portingWebhookUrl({ publicOrigin, secretsKeys: [keyOf(1)] }, "port-in");
  expect(url).toMatch(/^https:\/\/numbers\.example\.com\/twilio\/porting\/[0-9a-f]{64}$/);
  const secret = url.slice(-64);
  expect(await webhookKindOf([keyOf(1)], secret)).toBe("port-in");
  expect(await webhookKindOf([keyOf(2), keyOf(1)], secret)).toBe("port-in");
  expect(await webhookKindOf([keyOf(2)], secret)).toBeNull();
  expect(
    await webhookKindOf(
      [keyOf(1)],
      secret.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    ),
  ).toBeNull();
  const out = await portingWebhookUrl({ publicOrigin, secretsKeys: [keyOf(1)] }, "port-out");
  expect(await webhookKindOf([keyOf(1)], out.slice(-64))).toBe("port-out");
});
