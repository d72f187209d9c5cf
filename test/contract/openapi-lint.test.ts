import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import spectralRulesets from "@stoplight/spectral-rulesets";
import { expect, test } from "vitest";
import { readOpenApiDocuments } from "#dev/build-openapi";
import { repetitions } from "../support/soak.ts";

/** The rules that the document breaks on purpose, each with the place and the reason. */
const accepted: Readonly<Record<string, string>> = {
  // A WebSocket opens with 101, and OpenAPI has no other word for it.
  "operation-2xx-response /v1/live": "Operation must have at least one `2XX` response.",
  "operation-success-response /v1/live": 'Operation must have at least one "2xx" or "3xx" response.',
  // A health check takes no input and no key, so nothing that a caller sends can be wrong.
  "operation-4xx-response /health/live": "Operation must have at least one `4XX` response.",
  "operation-4xx-response /health/ready": "Operation must have at least one `4XX` response.",
};

/** Whether a rule was broken where it may be. */
const isAccepted = (rule: string, path: string, message: string): boolean => accepted[`${rule} ${path}`] === message;

const documents = await readOpenApiDocuments();

const each = [
  ["openapi.json", documents.whole],
  ["openapi-without-webhooks.json", documents.withoutWebhooks],
] as const;

test.each(each)("redocly's recommended rules find nothing in %s", async (name, document) => {
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: name, config });
  const broken = found.map(({ ruleId, message, location: [place] }) => ({
    rule: ruleId,
    path: (place?.pointer ?? "").split("/")[2]?.replaceAll("~1", "/") ?? "",
    message,
  }));
  expect(broken.filter(({ rule, path, message }) => !isAccepted(rule, path, message))).toEqual([]);
  expect(broken).toHaveLength(3);
});

// The second document is a part of the first; redocly finds components that nothing in it uses any more.
test.each(each.slice(0, repetitions(1, 2)))("spectral's rules for OpenAPI find nothing in %s", async (_, document) => {
  const spectral = new spectralCore.Spectral();
  spectral.setRuleset({ extends: [], ...spectralRulesets.oas });
  const found = await spectral.run(JSON.parse(JSON.stringify(document)));
  const broken = found.map(({ code, message, path }) => ({ rule: String(code), path: String(path[1]), message }));
  expect(broken.filter(({ rule, path, message }) => !isAccepted(rule, path, message))).toEqual([]);
  expect(broken).toHaveLength(1);
});
