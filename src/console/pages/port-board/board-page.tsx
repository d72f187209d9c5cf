import { choicesOf } from "../../components/choices";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { ListFilters } from "../../components/list-filters";
import "./port-board.css";
import { Button, Loader, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { boardTexts } from "../../strings/port-board";
import { portingTexts } from "../../strings/porting";
import { common } from "../../strings/words";
import { nameOfRequest } from "../porting/porting-columns";
import { openStatuses } from "../porting/request-status";
import { BoardColumns } from "./board-columns";
import type { BoardEntry, BoardFilters } from "./board-filters";
import { CommentDialog } from "./comment-dialog";
import { type BoardMove, MoveDialog } from "./move-dialog";
import { useBoard, useTenants } from "./use-board";

interface Moving {
  readonly entry: BoardEntry;
  readonly first?: BoardMove;
}

const views = [
  { name: boardTexts.toReview, search: { status: "submitted" } },
  { name: boardTexts.refused, search: { status: "exception" } },
];

/** The open ports of all tenants, for the platform's operators. */
export function BoardPage() {
  const filters = useSearch({ from: "/signed-in/board" });
  const navigate = useNavigate();
  const board = useBoard(filters);
  const tenants = useTenants();
  const [activeId, setActiveId] = useState<string | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  const [commenting, setCommenting] = useState<BoardEntry | null>(null);
  const close = () => {
    setMoving(null);
    setCommenting(null);
  };
  const active = board.entries.find(({ id }) => id === activeId);
  usePaletteActions(
    useMemo(
      () =>
        active?.allowed_transitions.map((move) => ({
          id: `move-${move.name}`,
          label: boardTexts.moveNames[move.name],
          description: nameOfRequest(active),
          run: () => setMoving({ entry: active, first: move }),
        })) ?? [],
      [active],
    ),
  );
  const show = (search: BoardFilters) => void navigate({ to: "/board", search, replace: true });
  const setFilter = (change: BoardFilters) => show({ ...filters, ...change });
  return (
    <>
      <PageHeader title={boardTexts.title} description={boardTexts.lead} />
      <ListFilters list="port-board" views={views} filters={filters} onShow={show}>
        <FilterChoice
          data-filter
          label={boardTexts.tenant}
          data={tenants.choices}
          value={filters.tenant_id}
          searchable
          onChange={(tenant) => setFilter({ tenant_id: tenant })}
        />
        <FilterChoice
          label={boardTexts.status}
          data={openStatuses.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
          value={filters.status}
          w={180}
          onChange={(status) => setFilter({ status })}
        />
        <FilterChoice
          label={boardTexts.path}
          data={choicesOf(portingTexts.pathNames)}
          value={filters.path}
          w={190}
          onChange={(path) => setFilter({ path })}
        />
        <Text size="xs" c="dimmed" visibleFrom="sm" maw={420}>
          {boardTexts.keys}
        </Text>
      </ListFilters>
      <ErrorAlert error={board.error} onRetry={() => board.refetch()} />
      {board.isPending && <Loader aria-label={common.loading} />}
      {board.data && board.entries.length === 0 && (
        <EmptyList texts={boardTexts} filters={filters} onClear={() => show({})}>
          <LinkButton to="/tenants" variant="default">
            {boardTexts.toTenants}
          </LinkButton>
        </EmptyList>
      )}
      {board.entries.length > 0 && (
        <BoardColumns
          entries={board.entries}
          tenantName={tenants.nameOf}
          activeId={activeId}
          hasDialog={moving !== null || commenting !== null}
          onActive={setActiveId}
          onOpen={({ id }) => void navigate({ to: "/porting/$id", params: { id } })}
          onMove={(entry) => setMoving({ entry })}
          onComment={setCommenting}
        />
      )}
      {board.hasNextPage && !board.isFetchingNextPage && (
        <Button mt="md" variant="default" onClick={() => void board.fetchNextPage()}>
          {boardTexts.more}
        </Button>
      )}
      {moving && (
        <MoveDialog
          id={moving.entry.id}
          name={nameOfRequest(moving.entry)}
          moves={moving.entry.allowed_transitions}
          first={moving.first}
          onClose={close}
          onDone={async () => {
            await board.refetch();
            close();
          }}
        />
      )}
      {commenting && <CommentDialog entry={commenting} onClose={close} />}
    </>
  );
}
