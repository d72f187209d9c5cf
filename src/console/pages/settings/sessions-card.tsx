import { Button, Text, Title } from "@mantine/core";
import { type Answer, call } from "../../api/call";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { PagedTable, useReread } from "../../components/paged-table";
import { Ago } from "../../components/time";
import { settingsTexts } from "../../strings/settings";
import { common } from "../../strings/words";
import { browserText } from "./browser-text";

type SessionRow = Answer<"GET", "/v1/sessions">["data"][number];

const PAGE_ROWS = 50;
const { sessionColumns } = settingsTexts;

const columns: readonly Column<SessionRow>[] = [
  {
    id: "browser",
    header: sessionColumns.browser,
    width: "minmax(9rem, 2fr)",
    cell: ({ user_agent, is_current }) => {
      const name = (user_agent && (browserText(user_agent) ?? user_agent)) || settingsTexts.unknownBrowser;
      return <span title={user_agent ?? undefined}>{is_current ? settingsTexts.currentBrowser(name) : name}</span>;
    },
  },
  {
    id: "tenant",
    header: sessionColumns.tenant,
    width: "minmax(8rem, 1fr)",
    hideOnPhone: true,
    cell: ({ tenant_id }) => tenant_id,
  },
  { id: "used", header: sessionColumns.used, width: "7rem", cell: ({ last_used_at }) => <Ago at={last_used_at} /> },
  {
    id: "created",
    header: sessionColumns.created,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
  {
    id: "ends",
    header: sessionColumns.ends,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ expires_at }) => <Ago at={expires_at} />,
  },
];

const pageAt = (cursor: string | undefined) => call("GET", "/v1/sessions", { query: { limit: PAGE_ROWS, cursor } });

/** The browsers that signed in with the same API key. */
export function SessionsCard() {
  const reread = useReread();
  return (
    <section>
      <Title order={2}>{settingsTexts.sessions}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {settingsTexts.sessionsHint}
      </Text>
      <PagedTable
        label={settingsTexts.sessions}
        pageAt={pageAt}
        columns={columns}
        idOf={({ id }) => id}
        height="16rem"
        empty={
          <EmptyState title={settingsTexts.noSessions} text={settingsTexts.sessionsHint}>
            <Button variant="default" onClick={() => void reread("/v1/sessions")}>
              {common.refresh}
            </Button>
          </EmptyState>
        }
      />
    </section>
  );
}
