import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { choicesOf } from "../../components/choices";
import { FilterChoice } from "../../components/filter-choice";
import { messageTexts } from "../../strings/traffic";
import { TrafficList } from "../traffic/traffic-list";
import { messageColumns } from "./message-columns";
import { MessageDrawer } from "./message-drawer";
import { type MessageFilters, type MessageRow, useMessages } from "./use-messages";

const { columns, views } = messageTexts;

const defaultViews = [
  { name: views.received, search: { direction: "inbound" } },
  { name: views.forwarded, search: { direction: "outbound" } },
  { name: views.undelivered, search: { status: "undelivered" } },
];

/** All messages of the tenant, live, with filters in the URL. */
export function MessagesPage() {
  const search = useSearch({ from: "/signed-in/messages" });
  const filters = useFilters(search);
  const navigate = useNavigate();
  const list = useMessages(filters);
  const setFilter = (change: MessageFilters) =>
    void navigate({ to: "/messages", search: { ...search, ...change }, replace: true });
  const open = (id: string | undefined) => void navigate({ to: "/messages", search: { ...filters, message: id } });
  return (
    <>
      <TrafficList
        name="messages"
        texts={messageTexts}
        views={defaultViews}
        list={list}
        columns={messageColumns}
        filters={filters}
        fromLabel={columns.from}
        choices={
          <>
            <FilterChoice
              label={messageTexts.directionFilter}
              data={choicesOf(messageTexts.directions)}
              value={filters.direction}
              onChange={(direction) => setFilter({ direction })}
              w={140}
            />
            <FilterChoice
              label={columns.status}
              data={choicesOf<MessageRow["status"]>(messageTexts.statuses)}
              value={filters.status}
              onChange={(status) => setFilter({ status })}
              w={140}
            />
          </>
        }
        onFilter={setFilter}
        onShow={(view) => void navigate({ to: "/messages", search: view, replace: true })}
        onOpen={open}
      />
      <MessageDrawer id={search.message} onClose={() => open(undefined)} />
    </>
  );
}

/** The filters alone, so that opening a message does not read the list again. */
function useFilters(search: MessageFilters): MessageFilters {
  const { phone_number_id, from, status, direction, created_after, created_before } = search;
  return useMemo(
    () => ({ phone_number_id, from, status, direction, created_after, created_before }),
    [phone_number_id, from, status, direction, created_after, created_before],
  );
}
