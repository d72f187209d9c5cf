import { Anchor } from "@mantine/core";
import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import { CopyableId } from "../../components/copyable";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { PagedTable } from "../../components/paged-table";
import { Time } from "../../components/time";
import { archiveTexts } from "../../strings/events";

type Archive = Answer<"GET", "/v1/events/archives">["data"][number];

const PAGE_ROWS = 100;
const { columns } = archiveTexts;

const archiveColumns: readonly Column<Archive>[] = [
  { id: "day", header: columns.day, width: "8rem", cell: ({ date }) => date },
  { id: "part", header: columns.part, width: "4rem", hideOnPhone: true, cell: ({ part }) => part },
  {
    id: "events",
    header: columns.events,
    width: "9rem",
    hideOnPhone: true,
    cell: ({ first_seq, last_seq }) => `${first_seq}–${last_seq}`,
  },
  {
    id: "archived",
    header: columns.archived,
    width: "11rem",
    hideOnPhone: true,
    cell: ({ archived_at }) => <Time at={archived_at} />,
  },
  { id: "hash", header: columns.hash, hideOnPhone: true, cell: ({ sha256 }) => <CopyableId id={sha256} /> },
  {
    id: "file",
    header: columns.file,
    width: "11rem",
    cell: ({ date, part }) => (
      <Anchor
        href={call("GET", "/v1/events/archives/{date}", { path: { date }, query: { part } }).url}
        download
        td="underline"
      >
        {archiveTexts.download(date)}
      </Anchor>
    ),
  },
];

/** The days whose events have left the list, to download. */
export function ArchivesPage() {
  const pageAt = useCallback(
    (cursor: string | undefined) => call("GET", "/v1/events/archives", { query: { limit: PAGE_ROWS, cursor } }),
    [],
  );
  return (
    <>
      <PageHeader title={archiveTexts.title} description={archiveTexts.description}>
        <LinkButton to="/events" variant="default">
          {archiveTexts.back}
        </LinkButton>
      </PageHeader>
      <PagedTable
        pageAt={pageAt}
        label={archiveTexts.title}
        columns={archiveColumns}
        idOf={({ date, part }) => `${date} ${part}`}
        nameOf={({ date }) => date}
        empty={
          <EmptyState title={archiveTexts.none} text={archiveTexts.noneHint}>
            <LinkButton to="/events">{archiveTexts.toEvents}</LinkButton>
          </EmptyState>
        }
      />
    </>
  );
}
