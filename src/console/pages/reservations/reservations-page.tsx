import { Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { call, type QueryOf } from "../../api/call";
import { useScope } from "../../app/use-session";
import { choicesOf } from "../../components/choices";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { FilterText } from "../../components/filter-text";
import { sayWhyNot } from "../../components/gated-button";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { runAction } from "../../components/run-action";
import type { Search } from "../../components/saved-views";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { buyTexts } from "../../strings/buy";
import { reservationsTexts } from "../../strings/reservations";
import { useCart } from "../buy/cart-store";
import { extendCall, type Hold } from "../buy/use-holds";
import { reservationColumns } from "./reservation-columns";

type Query = NonNullable<QueryOf<"GET", "/v1/reservations">>;

const PAGE_ROWS = 50;

const views = [{ name: reservationsTexts.heldNow, search: { status: "held" } }];

const readReservation = (id: string) =>
  call("GET", "/v1/reservations/{reservation_id}", { path: { reservation_id: id } });

const reservationOf = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("reservation.") ? subject.id : null;

/** All reservations of the tenant, with the time that is left. */
export function ReservationsPage() {
  const filters = useSearch({ from: "/signed-in/reservations" });
  const navigate = useNavigate();
  const { add } = useCart();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/reservations", { query: { ...filters, limit: PAGE_ROWS, cursor } as Query }),
    [filters],
  );
  const list = useLivePages<Hold>({ pageAt, rowAt: readReservation, rowOf: reservationOf });
  const buy = useCallback(
    ({ phone_number }: Hold) => {
      add({ phone_number, place: "", search: null });
      void navigate({ to: "/buy" });
    },
    [add, navigate],
  );
  const columns = useMemo(() => reservationColumns(buy), [buy]);
  const missing = useScope("numbers:write");
  const rowKeys = useMemo(
    () => ({
      x: (hold: Hold) => (hold.status === "held" ? buy(hold) : undefined),
      h: ({ id, status }: Hold) => {
        if (status !== "held") return;
        if (missing !== null) return sayWhyNot(missing);
        return runAction({ label: buyTexts.extend, makeCall: () => extendCall(id) });
      },
    }),
    [buy, missing],
  );
  const show = (search: Search) => void navigate({ to: "/reservations", search, replace: true });
  const setFilter = (change: Search) => show({ ...filters, ...change });
  return (
    <>
      <PageHeader title={reservationsTexts.title} description={reservationsTexts.lead}>
        <LinkButton to="/buy">{reservationsTexts.search}</LinkButton>
      </PageHeader>
      <ListFilters list="reservations" views={views} filters={filters} onShow={show}>
        <FilterText
          aria-label={reservationsTexts.number}
          placeholder="+14155550100"
          value={filters.phone_number}
          onChange={(text) => setFilter({ phone_number: text })}
          data-filter
        />
        <FilterChoice
          label={reservationsTexts.status}
          data={choicesOf<Hold["status"]>(reservationsTexts.statuses)}
          value={filters.status}
          onChange={(status) => setFilter({ status })}
          w={150}
        />
      </ListFilters>
      <LiveTable
        label={reservationsTexts.title}
        list={list}
        columns={columns}
        nameOf={({ phone_number }) => phone_number}
        rowKeys={rowKeys}
        empty={
          <EmptyList texts={reservationsTexts} filters={filters} onClear={() => show({})}>
            <LinkButton to="/buy">{reservationsTexts.search}</LinkButton>
          </EmptyList>
        }
      />
      {list.rows.length > 0 && (
        <Text size="sm" c="dimmed" visibleFrom="sm">
          {reservationsTexts.keys}
        </Text>
      )}
    </>
  );
}
