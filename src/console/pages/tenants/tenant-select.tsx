import { Select } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";

interface TenantSelectProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (tenantId: string | null) => void;
  readonly error?: string | undefined;
  /** Tenants that cannot be chosen. */
  readonly without?: readonly string[];
}

const MAX_LISTED = 100;
const PLATFORM_TENANT = "ten_platform";

/** Chooses an active tenant by its name. */
export function TenantSelect({ label, value, onChange, error, without = [] }: TenantSelectProps) {
  const tenants = useCall(call("GET", "/v1/tenants", { query: { status: "active", limit: MAX_LISTED } }));
  const options = (tenants.data?.data ?? [])
    .filter(({ id }) => id !== PLATFORM_TENANT && !without.includes(id))
    .map(({ id, name }) => ({ value: id, label: `${name} (${id})` }));
  return (
    <Select
      label={label}
      data={options}
      value={value}
      onChange={onChange}
      error={error ?? tenants.error?.message}
      searchable
      clearable
    />
  );
}
