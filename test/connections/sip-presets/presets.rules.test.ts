import { expect, test } from "vitest";
import { sipPresets } from "#connections/sip-presets/presets";
import { problemOfSipUri } from "#inventory/agents/sip-uri";

test.each(sipPresets.map((preset) => [preset.id, preset] as const))(
  "%s, filled in with its examples, is a SIP URI that an agent can have",
  (_, { uri, fields }) => {
    const filled = fields.reduce((text, { name, example }) => text.replace(`{${name}}`, example), uri);
    expect(filled).not.toMatch(/[{}]/);
    expect(problemOfSipUri(filled)).toBeNull();
  },
);
