import { Checkbox, Select, Stack, TagsInput } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { importsTexts as texts } from "../../strings/imports";
import type { CarrierNumber } from "./use-carrier-numbers";

export const replaceables = ["trunk", "application", "studio_flow", "region"] as const;
export type Replaceable = (typeof replaceables)[number];

export interface ImportOptions {
  readonly agentId: string | null;
  readonly tags: readonly string[];
  readonly overwrite: readonly Replaceable[];
}

interface ImportOptionsFormProps {
  readonly options: ImportOptions;
  readonly onChange: (options: ImportOptions) => void;
  /** The numbers that are chosen, as far as they are loaded. */
  readonly chosen: readonly CarrierNumber[];
}

/** The settings that imported numbers get, and the things that an import may replace. */
export function ImportOptionsForm({ options, onChange, chosen }: ImportOptionsFormProps) {
  const { data: agents } = useCall(call("GET", "/v1/agents", { query: { limit: 200 } }));
  const needsOf = (kind: Replaceable): number =>
    chosen.filter(({ obstacles }) => obstacles.some((obstacle) => obstacle.kind === kind)).length;
  return (
    <Stack maw={640}>
      <Select
        label={texts.agent}
        description={texts.agentHint}
        placeholder={texts.noAgent}
        data={agents?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={options.agentId}
        onChange={(agentId) => onChange({ ...options, agentId })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": texts.noAgent }}
      />
      <TagsInput
        label={texts.tags}
        description={texts.tagsHint}
        value={[...options.tags]}
        onChange={(tags) => onChange({ ...options, tags })}
      />
      <Checkbox.Group
        label={texts.overwrite}
        description={texts.overwriteHint}
        value={[...options.overwrite]}
        onChange={(names) => onChange({ ...options, overwrite: replaceables.filter((kind) => names.includes(kind)) })}
      >
        <Stack gap={6} mt="xs">
          {replaceables.map((kind) => (
            <Checkbox
              key={kind}
              value={kind}
              label={texts.overwriteNames[kind]}
              description={needsOf(kind) > 0 ? texts.needs(needsOf(kind)) : undefined}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}
