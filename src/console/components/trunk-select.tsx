import { Select, type SelectProps } from "@mantine/core";
import { call } from "../api/call";
import { useCall } from "../api/use-call";
import { useScope } from "../app/use-session";
import { common } from "../strings/words";

interface TrunkSelectProps extends Omit<SelectProps, "data" | "value" | "onChange"> {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

const MOST = 200;

/** Chooses a SIP trunk by its name. */
export function TrunkSelect({ value, onChange, ...rest }: TrunkSelectProps) {
  const missing = useScope("trunks:read");
  const { data } = useCall(call("GET", "/v1/sip-trunks", { query: { limit: MOST } }), { enabled: missing === null });
  const known = data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const isKnown = value === null || known.some((choice) => choice.value === value);
  return (
    <Select
      searchable
      clearable
      nothingFoundMessage={common.nothingFound}
      {...rest}
      data={isKnown ? known : [...known, { value, label: value }]}
      value={value}
      onChange={onChange}
    />
  );
}
