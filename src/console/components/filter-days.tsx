import { Text, TextInput } from "@mantine/core";
import { common } from "../strings/words";

interface Days {
  readonly created_after?: string | undefined;
  readonly created_before?: string | undefined;
}

interface FilterDaysProps extends Days {
  readonly onChange: (days: Days) => void;
}

/** The first and the last limit of a list by time, as days. */
export function FilterDays({ created_after, created_before, onChange }: FilterDaysProps) {
  return (
    <>
      <Day
        label={common.since}
        value={created_after}
        onChange={(day) => onChange({ created_after: day, created_before })}
      />
      <Day
        label={common.before}
        value={created_before}
        onChange={(day) => onChange({ created_after, created_before: day })}
      />
    </>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

/** A day with its name in the field, as filters have no labels above them. */
function Day({ label, value, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={
        <Text size="sm" c="dimmed" aria-hidden>
          {label}
        </Text>
      }
      leftSectionWidth="4.2rem"
      value={value?.slice(0, 10) ?? ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
    />
  );
}
