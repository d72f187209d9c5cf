import { TextInput } from "@mantine/core";
import { common } from "../strings/words";

interface Days {
  readonly created_after?: string | undefined;
  readonly created_before?: string | undefined;
}

/** The first and the last limit of a list by time, as days. */
export function FilterDays({
  created_after,
  created_before,
  onChange,
}: Days & { readonly onChange: (days: Days) => void }) {
  return (
    <>
      <TextInput
        type="date"
        aria-label={common.since}
        title={common.since}
        value={created_after?.slice(0, 10) ?? ""}
        onChange={({ currentTarget }) => onChange({ created_after: currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label={common.before}
        title={common.before}
        value={created_before?.slice(0, 10) ?? ""}
        onChange={({ currentTarget }) => onChange({ created_before: currentTarget.value || undefined })}
      />
    </>
  );
}
