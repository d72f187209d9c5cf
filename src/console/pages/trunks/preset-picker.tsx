import { Anchor, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { trunksTexts as texts } from "../../strings/trunks";
import { hostFields, type PresetGateway, presetGateway, userFields } from "./preset-gateway";

/** Fills a gateway in from a known SIP endpoint. */
export function PresetPicker({ onUse }: { readonly onUse: (gateway: PresetGateway) => void }) {
  const { data } = useCall(call("GET", "/v1/sip-presets"));
  const [id, setId] = useState<string | null>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const preset = data?.presets.find((each) => each.id === id);
  const gateway = preset && presetGateway(preset, values);
  return (
    <Stack gap="xs" mb="md">
      <Select
        label={texts.preset}
        description={texts.presetHint}
        placeholder={texts.presetNone}
        data={data?.presets.map(({ id: value, name: label }) => ({ value, label })) ?? []}
        value={id}
        onChange={(next) => {
          setId(next);
          setValues({});
        }}
        clearable
        clearButtonProps={{ "aria-label": texts.presetNone }}
        maw={420}
      />
      {preset && gateway && (
        <>
          {hostFields(preset).map(({ name, label, example, hint }) => (
            <TextInput
              key={name}
              label={label}
              description={hint}
              placeholder={example}
              value={values[name] ?? ""}
              onChange={({ currentTarget: { value } }) => setValues((before) => ({ ...before, [name]: value }))}
              maw={420}
            />
          ))}
          <Text size="sm">{preset.notes}</Text>
          {userFields(preset).map(({ name, label, hint }) => (
            <Text key={name} size="sm" c="dimmed">
              {texts.presetUser(label, hint)}
            </Text>
          ))}
          <Group>
            <Button variant="default" disabled={gateway.host.includes("{")} onClick={() => onUse(gateway)}>
              {texts.presetUse}
            </Button>
            <Anchor href={preset.source} target="_blank" rel="noreferrer" size="sm">
              {texts.presetSource}
            </Anchor>
          </Group>
        </>
      )}
    </Stack>
  );
}
