import { expect, test } from "vitest";
import { allowedDestination } from "#inventory/agents/allowed-destination";
import { Problem } from "#kernel/http/problem";
import { type Config, readConfig } from "#kernel/values/config";

function configAt(PUBLIC_ORIGIN: string): Config {
  const read = readConfig({
    PUBLIC_ORIGIN,
    KEY_ENVIRONMENT: "test",
    ADMIN_TOKEN: "a".repeat(24),
    SECRETS_KEY: btoa("s".repeat(32)),
    TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "token",
  });
  if ("config" in read) return read.config;
  throw new Error(read.problems.join());
}

type Kind = "stream" | "conversation_relay" | "redirect";

const urlAt = (origin: string, kind: Kind, url: string): string => {
  try {
    const wire = { kind, url, parameters: {}, method: "POST" } as Parameters<typeof allowedDestination>[1];
    const destination = allowedDestination(configAt(origin), wire);
    return "url" in destination ? destination.url : "";
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

const local = "http://127.0.0.1:8787";
const deployed = "https://numbers.acme-voice.dev";

test.each([
  ["stream", "ws://localhost:9000/media"],
  ["stream", "ws://127.0.0.1:9000/media"],
  ["conversation_relay", "ws://[::1]:9000/relay"],
  ["redirect", "http://localhost:9000/twiml"],
] as const)("a %s agent at %s is taken beside a platform on this machine, and nowhere else", (kind, url) => {
  expect(urlAt(local, kind, url)).toBe(url);
  expect(urlAt(deployed, kind, url)).toBe("validation_failed");
});

test.each([
  "ws://agents.example.com/media",
  "ws://192.168.0.7:9000/media",
  "ws://localhost.agents.example.com/media",
  "ws://127.0.0.1:8787/media",
  "ws://localhost:9000/media?x=1",
])("%s is refused there too", (url) => {
  expect(urlAt(local, "stream", url)).toBe("validation_failed");
});
