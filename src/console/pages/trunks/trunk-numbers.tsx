import { Alert, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { type Answer, call } from "../../api/call";
import { usePages } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FocusButton } from "../../components/focus-button";
import { hasAny } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import type { FeedEvent } from "../../live/feed";
import { useReadAgain } from "../../live/use-followed-pages";
import { useLivePages } from "../../live/use-live-pages";
import { trunksTexts as texts } from "../../strings/trunks";
import { type Failure, inTurn } from "../connections/in-turn";
import { numberPage } from "../connections/number-page";
import { ownNumberColumns } from "../connections/own-number-columns";
import { OwnNumberFilters } from "../connections/own-number-filters";
import { useOwnNumberFilters } from "../connections/own-number-search";
import { Section } from "../connections/section";
import { type NumberFilters, numberQuery } from "../numbers/number-filters";
import { AddNumbers } from "./add-numbers";
import type { Trunk } from "./use-trunks";

type Row = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;

const PAGE_ROWS = 200;

const columns: readonly Column<Row>[] = [
  ...ownNumberColumns,
  {
    id: "ownership",
    header: texts.ownership,
    width: "5rem",
    hideOnPhone: true,
    cell: ({ ownership }) => (ownership === "unproved" ? texts.unproved : texts.proved),
  },
];

const numberOfEvent = ({ type, subject, data }: FeedEvent): string | null =>
  type.startsWith("phone_number.") && data.sip_trunk_id !== undefined ? subject.id : null;

const readNumber = (id: string) =>
  call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } });

const removal = (trunkId: string, { id, agent_id }: Row) =>
  call("DELETE", "/v1/sip-trunks/{sip_trunk_id}/phone-numbers/{phone_number_id}", {
    path: { sip_trunk_id: trunkId, phone_number_id: id },
    query: agent_id ? { force: true } : {},
  });

/** The trunk's numbers as far as this page has read them, whatever the filters show. */
function useKnownNumbers(trunkId: string, enabled: boolean, shown: readonly Row[]) {
  const allAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/phone-numbers", {
        query: { sip_trunk_id: trunkId, status: "active", limit: PAGE_ROWS, ...(cursor && { cursor }) },
      }),
    [trunkId],
  );
  const { data } = usePages<Row>(allAt, { enabled });
  const known = useMemo(
    () => new Set([...(data?.pages.flatMap((page) => page.data) ?? []), ...shown].map((row) => row.phone_number)),
    [data, shown],
  );
  return { known, readKnown: useReadAgain(allAt) };
}

/** The numbers of a carrier's trunk: add, look, remove. */
export function TrunkNumbers({ trunk }: { readonly trunk: Trunk }) {
  const { id, provider } = trunk;
  const navigate = useNavigate();
  const isByoc = provider === "byoc";
  const filters = useOwnNumberFilters(useSearch({ from: "/signed-in/trunks/$trunkId" }));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const show = (search: NumberFilters) => {
    setSelected(new Set());
    void navigate({
      to: "/trunks/$trunkId",
      params: { trunkId: id },
      search: { tab: "numbers", ...search },
      replace: true,
    });
  };
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/phone-numbers", {
        query: {
          ...numberQuery(filters),
          sip_trunk_id: id,
          status: "active",
          limit: PAGE_ROWS,
          ...(cursor && { cursor }),
        },
      }),
    [id, filters],
  );
  const list = useLivePages<Row>({ pageAt, rowAt: readNumber, rowOf: numberOfEvent, enabled: isByoc });
  const [notRemoved, setNotRemoved] = useState<readonly Failure[]>([]);
  const { known, readKnown } = useKnownNumbers(id, isByoc, list.rows);
  const showChanged = () => {
    if (hasAny(filters)) readKnown();
    return list.showNew();
  };
  if (!isByoc) return null;
  const chosen = list.rows.filter((row) => selected.has(row.id));
  return (
    <Section
      title={texts.numbers}
      lead={texts.numbersLead}
      aside={
        list.rows.length > 0 && (
          <ActionButton
            label={texts.removeSelected}
            scope="trunks:write"
            disabledReason={chosen.length > 0 ? null : texts.chooseSome}
            question={texts.removeQuestion(chosen.length)}
            makeCall={() => inTurn(chosen.map((row) => [row.phone_number, removal(id, row)] as const))}
            onDone={({ failures }) => {
              setSelected(new Set());
              setNotRemoved(failures);
              return showChanged();
            }}
          />
        )
      }
    >
      <OwnNumberFilters list="trunk-numbers" filters={filters} onShow={show} />
      <LiveTable<Row>
        label={texts.numbers}
        list={list}
        columns={columns}
        nameOf={({ phone_number }) => phone_number}
        selection={{ selected, onChange: setSelected }}
        onOpen={(row) => void navigate({ to: numberPage(row.id) })}
        empty={
          <EmptyList texts={texts.numbersHere} filters={filters} onClear={() => show({})}>
            <FocusButton>{texts.add1}</FocusButton>
          </EmptyList>
        }
        height="20rem"
      />
      {notRemoved.length > 0 && (
        <Alert color="red" mt="sm" role="alert" title={texts.notRemoved(notRemoved.length)}>
          {notRemoved.map(({ name, error }) => (
            <div key={name}>
              {name}: {error.message}
            </div>
          ))}
        </Alert>
      )}
      <Title order={3} mt="md" mb="xs">
        {texts.add1}
      </Title>
      <AddNumbers trunkId={id} known={known} onAdded={showChanged} />
    </Section>
  );
}
