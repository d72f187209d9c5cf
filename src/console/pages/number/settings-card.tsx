import { Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { ActionButton } from "../../components/action-button";
import { InlineEdit } from "../../components/inline-edit";
import { PhoneNumber } from "../../components/phone-number";
import { numberTexts } from "../../strings/number";
import { MetadataEditor } from "./metadata-editor";
import { changeOf, type NumberPart } from "./use-number";

const { settings: texts } = numberTexts;
const SCOPE = "numbers:write";

/** Settings beside the routing: where messages go, locks, and the tenant's own fields. */
export function SettingsCard(part: NumberPart) {
  const { number } = part;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="settings">
      <Title order={2} size="h3" id="settings" mb="sm">
        {texts.title}
      </Title>
      <Stack gap="md">
        <div>
          <Text size="sm" fw={600}>
            {texts.forward}
          </Text>
          <InlineEdit
            shown={
              <Text size="sm" component="span">
                {number.sms_forward_to ? <PhoneNumber number={number.sms_forward_to} /> : texts.noForward}
              </Text>
            }
            value={number.sms_forward_to ?? ""}
            editLabel={texts.editForward}
            scope={SCOPE}
            field={(value, onChange, error) => (
              <TextInput
                label={texts.forward}
                error={error}
                description={texts.forwardHint}
                placeholder="+14155550123"
                type="tel"
                value={value}
                onChange={({ currentTarget }) => onChange(currentTarget.value)}
              />
            )}
            action={(value, onSaved) =>
              changeOf(part, texts.saveForward, { sms_forward_to: value.trim() || null }, onSaved)
            }
          />
        </div>
        <Lock
          name={texts.releaseLock}
          text={number.deletion_lock ? texts.isLocked : texts.isNotLocked}
          part={part}
          label={number.deletion_lock ? texts.unlock : texts.lock}
          change={{ deletion_lock: !number.deletion_lock }}
        />
        <Lock
          name={texts.portOutLock}
          text={`${number.port_out_lock ? texts.wished : texts.notWished}. ${number.port_out_lock_detail}`}
          part={part}
          label={number.port_out_lock ? texts.unwishLock : texts.wishLock}
          change={{ port_out_lock: !number.port_out_lock }}
        />
        <MetadataEditor {...part} />
      </Stack>
    </Paper>
  );
}

interface LockProps {
  readonly name: string;
  readonly text: string;
  readonly label: string;
  readonly part: NumberPart;
  readonly change: { readonly deletion_lock?: boolean; readonly port_out_lock?: boolean };
}

function Lock({ name, text, label, part, change }: LockProps) {
  return (
    <Group justify="space-between" align="flex-start">
      <div style={{ flex: "1 1 14rem" }}>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      <ActionButton {...changeOf(part, label, change)} size="compact-sm" scope={SCOPE} />
    </Group>
  );
}
