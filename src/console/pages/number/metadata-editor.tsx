import { Group, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { ActionButton } from "../../components/action-button";
import { numberTexts } from "../../strings/number";
import { changeOf, type NumberPart } from "./use-number";

const { settings: texts } = numberTexts;
const SCOPE = "numbers:write";

/** The tenant's own fields of a number: add, replace and remove. */
export function MetadataEditor(part: NumberPart) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const entries = Object.entries(part.number.metadata);
  return (
    <div>
      <Text size="sm" fw={600}>
        {texts.metadata}
      </Text>
      {entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.noMetadata}
        </Text>
      )}
      {entries.length > 0 && (
        <Table aria-label={texts.metadata} mb="xs">
          <Table.Tbody>
            {entries.map(([name, text]) => (
              <Table.Tr key={name}>
                <Table.Th>{name}</Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{text}</Table.Td>
                <Table.Td ta="right">
                  <ActionButton
                    {...changeOf(part, texts.removeField(name), { metadata: { [name]: null } })}
                    size="compact-xs"
                    scope={SCOPE}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group align="flex-end" gap="xs">
        <TextInput
          label={texts.key}
          value={key}
          maxLength={40}
          w={130}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <TextInput
          label={texts.value}
          value={value}
          maxLength={500}
          w={160}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
        <ActionButton
          {...changeOf(part, texts.addField, { metadata: { [key.trim()]: value } }, () => {
            setKey("");
            setValue("");
          })}
          scope={SCOPE}
          disabledReason={key.trim() === "" ? texts.noKey : null}
        />
      </Group>
    </div>
  );
}
