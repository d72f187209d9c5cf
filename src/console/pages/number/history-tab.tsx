import { Button, Loader, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { useFollowedPages } from "../../live/use-followed-pages";
import { numberTexts } from "../../strings/number";
import { common } from "../../strings/words";
import { entriesOf } from "./history-entries";
import { HistoryLine } from "./history-line";
import type { NumberPart } from "./use-number";
import { WhoAnswered } from "./who-answered";

const { history: texts } = numberTexts;
const EVENTS = 50;
const ASSIGNMENTS = 200;

/** All that happened to the number, and who answered it at any moment. */
export function HistoryTab(part: NumberPart) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <WhatHappened {...part} />
      <WhoAnswered {...part} />
    </SimpleGrid>
  );
}

function WhatHappened({ number: { id } }: NumberPart) {
  const path = { phone_number_id: id };
  const events = useFollowedPages(
    (cursor) => call("GET", "/v1/phone-numbers/{phone_number_id}/history", { path, query: { limit: EVENTS, cursor } }),
    ({ subject }) => subject.id === id,
  );
  const assignments = useCall(
    call("GET", "/v1/phone-numbers/{phone_number_id}/assignments", { path, query: { limit: ASSIGNMENTS } }),
  );
  const rows = events.data?.pages.flatMap(({ data }) => data) ?? [];
  const entries = entriesOf(rows, assignments.data?.data ?? [], events.hasNextPage);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="what-happened">
      <Title order={2} size="h3" id="what-happened" mb="sm">
        {texts.title}
      </Title>
      <ErrorAlert error={events.error} onRetry={() => events.refetch()} />
      {events.isPending && <Loader aria-label={common.loading} />}
      {events.data && entries.length === 0 && (
        <EmptyState title={texts.none} text={texts.noneHint}>
          <LinkButton to="/events/archives" variant="default">
            {texts.older}
          </LinkButton>
        </EmptyState>
      )}
      <ol className="history">
        {entries.map((entry) => (
          <HistoryLine
            key={entry.kind === "event" ? entry.event.id : `${entry.kind} ${entry.id}`}
            entry={entry}
            numberId={id}
          />
        ))}
      </ol>
      {events.hasNextPage && (
        <Button variant="default" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
      {entries.length > 0 && !events.hasNextPage && (
        <Text size="xs" c="dimmed">
          {texts.end}
        </Text>
      )}
    </Paper>
  );
}
