import { Select, type SelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Answer, call } from "../api/call";
import { useScope } from "../app/use-session";
import { common } from "../strings/words";

type AgentRow = Answer<"GET", "/v1/agents/{agent_id}">;

const PAGE_ROWS = 200;
/** Enough for names in lists; agents beyond these stand with their ids. */
const MAX_PAGES = 25;

async function readAgents(signal: AbortSignal): Promise<readonly AgentRow[]> {
  const agents: AgentRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await call("GET", "/v1/agents", { query: { limit: PAGE_ROWS, cursor } }).send(signal);
    agents.push(...answer.data);
    if (answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  return agents.sort((one, other) => one.name.localeCompare(other.name));
}

/** All agents of the tenant, by name: read once for all pages, and again when one of them changes. */
const useAgents = (): readonly AgentRow[] => {
  const missing = useScope("agents:read");
  const query = useQuery({
    queryKey: ["/v1/agents", "all"],
    queryFn: ({ signal }) => readAgents(signal),
    enabled: missing === null,
  });
  return query.data ?? [];
};

/** Gives an agent's name by its id; an agent that is deleted or that the session may not read keeps its id. */
export function useAgentName(): (id: string | null | undefined) => string {
  const agents = useAgents();
  return (id) => (id ? (agents.find((agent) => agent.id === id)?.name ?? id) : common.noValue);
}

/** An agent by its name. */
export const AgentName = ({ id }: { readonly id: string | null | undefined }) =>
  id ? <KnownAgent id={id} /> : common.noValue;

function KnownAgent({ id }: { readonly id: string }) {
  const nameOf = useAgentName();
  return <span title={id}>{nameOf(id)}</span>;
}

interface AgentSelectProps extends Omit<SelectProps, "data" | "value" | "onChange"> {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  /** Choices before the agents, such as "none". */
  readonly extra?: readonly { readonly value: string; readonly label: string }[];
}

/** Chooses an agent by its name. */
export function AgentSelect({ value, onChange, extra = [], ...rest }: AgentSelectProps) {
  const agents = useAgents();
  const known = [...extra, ...agents.map(({ id, name }) => ({ value: id, label: name }))];
  const isKnown = value === null || known.some((choice) => choice.value === value);
  return (
    <Select
      searchable
      nothingFoundMessage={common.nothingFound}
      {...rest}
      data={isKnown ? known : [...known, { value, label: value }]}
      value={value}
      onChange={onChange}
    />
  );
}
