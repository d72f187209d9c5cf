import { Select, type SelectProps } from "@mantine/core";
import { common } from "../strings/words";

interface FilterChoiceProps extends Omit<SelectProps, "label" | "value" | "onChange"> {
  readonly label: string;
  /** `undefined`: all. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A filter of a list: one of some values, or all. The label stands in the field. */
export function FilterChoice({ label, value, onChange, ...rest }: FilterChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ "aria-label": common.clearFilters }}
      {...rest}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
