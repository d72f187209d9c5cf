import { Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { call } from "../../../api/call";
import { useCall } from "../../../api/use-call";
import { editTexts } from "../../../strings/porting-edit";
import { useIsOperator } from "../../porting/porting-scope";

const texts = editTexts.after;

interface AgentSelectProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly error?: ReactNode;
  readonly onChange: (agentId: string | null) => void;
}

/** The agents of the tenant by name. An operator acts for no tenant, so the id is typed. */
export function AgentSelect({ label, placeholder, value, error, onChange }: AgentSelectProps) {
  const isOperator = useIsOperator();
  const { data } = useCall(call("GET", "/v1/agents", { query: { limit: 100 } }), { enabled: !isOperator });
  if (isOperator) {
    return (
      <TextInput
        label={texts.agentId}
        value={value ?? ""}
        error={error}
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim() || null)}
      />
    );
  }
  const agents = data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const isKnown = agents.some((agent) => agent.value === value);
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={[...agents, ...(value && !isKnown ? [value] : [])]}
      value={value}
      searchable
      clearable
      error={error}
      onChange={onChange}
      maw={420}
    />
  );
}
