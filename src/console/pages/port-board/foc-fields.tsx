import { Group, Select, Text, TextInput } from "@mantine/core";
import { boardTexts } from "../../strings/port-board";
import { instantIn } from "./zoned-time";

const own = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const usualZones = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"];
const zones = [...new Set([...usualZones, ...Intl.supportedValuesOf("timeZone")])];
const MAX_ZONES_SHOWN = 60;

/** A confirmed date as an operator types it, in the carrier's time. */
interface FocForm {
  readonly at: string;
  readonly end: string;
  readonly zone: string;
}

export const emptyFoc: FocForm = { at: "", end: "", zone: "America/New_York" };

interface FocFieldsProps {
  readonly value: FocForm;
  readonly onChange: (value: FocForm) => void;
  readonly withEnd: boolean;
  /** The platform's messages. */
  readonly errorAt: string | undefined;
  readonly errorEnd?: string | undefined;
}

/** The date that the losing carrier confirmed, in the carrier's time zone. */
export function FocFields({ value, onChange, withEnd, errorAt, errorEnd }: FocFieldsProps) {
  const at = instantIn(value.at, value.zone);
  return (
    <>
      <Group gap="sm" align="flex-start">
        <TextInput
          type="datetime-local"
          label={boardTexts.focAt}
          value={value.at}
          error={errorAt}
          onChange={({ currentTarget }) => onChange({ ...value, at: currentTarget.value })}
        />
        {withEnd && (
          <TextInput
            type="datetime-local"
            label={boardTexts.focEnd}
            value={value.end}
            error={errorEnd}
            onChange={({ currentTarget }) => onChange({ ...value, end: currentTarget.value })}
          />
        )}
        <Select
          label={boardTexts.focZone}
          data={zones}
          searchable
          limit={MAX_ZONES_SHOWN}
          allowDeselect={false}
          value={value.zone}
          onChange={(zone) => zone && onChange({ ...value, zone })}
        />
      </Group>
      {at && (
        <Text size="xs" c="dimmed" role="status">
          {boardTexts.focHint(own.format(new Date(at)))}
        </Text>
      )}
    </>
  );
}
