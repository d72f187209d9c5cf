import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { AgentSelect } from "../../components/agents";
import { choicesOf } from "../../components/choices";
import { FilterChoice } from "../../components/filter-choice";
import { callTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { TrafficList } from "../traffic/traffic-list";
import { callColumns } from "./call-columns";
import { CallDrawer } from "./call-drawer";
import { type CallFilters, type CallRow, useCalls } from "./use-calls";

const { columns, views } = callTexts;

const defaultViews = [
  { name: views.now, search: { status: "in_progress" } },
  { name: views.noAnswer, search: { status: "no_answer" } },
  { name: views.failed, search: { status: "failed" } },
];

/** All calls of the tenant, live, with filters in the URL. */
export function CallsPage() {
  const search = useSearch({ from: "/signed-in/calls" });
  const filters = useFilters(search);
  const navigate = useNavigate();
  const list = useCalls(filters);
  const setFilter = (change: CallFilters) =>
    void navigate({ to: "/calls", search: { ...search, ...change }, replace: true });
  const open = (id: string | undefined) => void navigate({ to: "/calls", search: { ...filters, call: id } });
  return (
    <>
      <TrafficList
        name="calls"
        texts={callTexts}
        views={defaultViews}
        list={list}
        columns={callColumns}
        filters={filters}
        fromLabel={callTexts.from}
        choices={
          <>
            <AgentSelect
              aria-label={columns.agent}
              placeholder={columns.agent}
              value={filters.agent_id ?? null}
              onChange={(agent) => setFilter({ agent_id: agent ?? undefined })}
              clearable
              clearButtonProps={{ "aria-label": common.clearFilters }}
              w={150}
            />
            <FilterChoice
              label={columns.status}
              data={choicesOf<CallRow["status"]>(callTexts.statuses)}
              value={filters.status}
              onChange={(status) => setFilter({ status })}
              w={140}
            />
          </>
        }
        onFilter={setFilter}
        onShow={(view) => void navigate({ to: "/calls", search: view, replace: true })}
        onOpen={open}
      />
      <CallDrawer id={search.call} onClose={() => open(undefined)} />
    </>
  );
}

/** The filters alone, so that opening a call does not read the list again. */
function useFilters(search: CallFilters): CallFilters {
  const { phone_number_id, agent_id, from, status, created_after, created_before } = search;
  return useMemo(
    () => ({ phone_number_id, agent_id, from, status, created_after, created_before }),
    [phone_number_id, agent_id, from, status, created_after, created_before],
  );
}
