import { json, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { sipPresets } from "./presets";
import type { SipPresetList } from "./responses";

const list = operation({
  id: "getSipPresets",
  method: "get",
  path: "/v1/sip-presets",
  access: needs("trunks:read"),
  success: { 200: json<SipPresetList>() },
});

export type SipPresetOperations = typeof list;

export const sipPresetRoutes = createRouter().operation(list, async (c) =>
  c.json({ presets: sipPresets.map((preset) => ({ ...preset, fields: [...preset.fields] })) }, 200),
);
