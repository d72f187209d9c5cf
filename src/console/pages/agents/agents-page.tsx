import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { call, type QueryOf } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { LinkButton, TextLink } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import type { Search } from "../../components/saved-views";
import { Ago } from "../../components/time";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { agentsTexts } from "../../strings/agents";
import { type Agent, kinds, targetOf } from "./agent-draft";

type Query = NonNullable<QueryOf<"GET", "/v1/agents">>;

const PAGE_ROWS = 100;
const { columns: headers } = agentsTexts;

const columns: readonly Column<Agent>[] = [
  {
    id: "name",
    header: headers.name,
    width: "minmax(8rem, 1fr)",
    cell: ({ id, name }) => (
      <TextLink to="/agents/$agentId" params={{ agentId: id }}>
        {name}
      </TextLink>
    ),
  },
  {
    id: "kind",
    header: headers.kind,
    width: "10rem",
    cell: ({ destination }) => agentsTexts.kinds[destination.kind].name,
  },
  {
    id: "target",
    header: headers.target,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ destination }) => <span title={targetOf(destination)}>{targetOf(destination)}</span>,
  },
  {
    id: "created",
    header: headers.created,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

const readAgent = (id: string) => call("GET", "/v1/agents/{agent_id}", { path: { agent_id: id } });

const agentOf = ({ subject }: FeedEvent): string | null => (subject.type === "agent" ? subject.id : null);

/** All agents of the tenant. */
export function AgentsPage() {
  const filters = useSearch({ from: "/signed-in/agents" });
  const navigate = useNavigate();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/agents", { query: { ...filters, limit: PAGE_ROWS, cursor } as Query }),
    [filters],
  );
  const list = useLivePages<Agent>({ pageAt, rowAt: readAgent, rowOf: agentOf });
  usePaletteActions(
    useMemo(
      () => [{ id: "new-agent", label: agentsTexts.newAgent, run: () => navigate({ to: "/agents/new" }) }],
      [navigate],
    ),
  );
  const create = <LinkButton to="/agents/new">{agentsTexts.newAgent}</LinkButton>;
  const show = (search: Search) => void navigate({ to: "/agents", search, replace: true });
  return (
    <>
      <PageHeader title={agentsTexts.title} description={agentsTexts.lead}>
        {create}
      </PageHeader>
      <ListFilters list="agents" filters={filters} onShow={show}>
        <FilterChoice
          label={agentsTexts.kind}
          placeholder={agentsTexts.allKinds}
          data={kinds.map((kind) => ({ value: kind, label: agentsTexts.kinds[kind].name }))}
          value={filters.kind}
          onChange={(kind) => show({ kind })}
          data-filter
        />
      </ListFilters>
      <LiveTable
        label={agentsTexts.title}
        list={list}
        columns={columns}
        nameOf={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: "/agents/$agentId", params: { agentId: id } })}
        empty={
          <EmptyList texts={agentsTexts} filters={filters} onClear={() => show({})} elsewhere={create}>
            {create}
          </EmptyList>
        }
      />
    </>
  );
}
