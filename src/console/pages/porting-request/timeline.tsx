import { Badge, Button, Checkbox, Group, Stack, Text, Textarea } from "@mantine/core";
import { useCallback, useState } from "react";
import { type Answer, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { Ago } from "../../components/time";
import { useFollowedPages } from "../../live/use-followed-pages";
import { requestTexts } from "../../strings/porting-request";
import { useIsOperator, usePortingScope } from "../porting/porting-scope";

const texts = requestTexts.timeline;
const PAGE_ROWS = 30;
const MAX_COMMENT = 2_000;

type Entry = Answer<"GET", "/v1/porting-requests/{porting_request_id}/timeline">["data"][number];

/** All that happened to a request, the newest first, with comments of both sides. */
export function Timeline({ id }: { readonly id: string }) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/porting-requests/{porting_request_id}/timeline", {
        path: { porting_request_id: id },
        query: { limit: PAGE_ROWS, cursor },
      }),
    [id],
  );
  const pages = useFollowedPages(pageAt, ({ subject }) => subject.id === id);
  const entries = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="sm">
      <CommentForm id={id} onSent={() => pages.refetch()} />
      <ErrorAlert error={pages.error} onRetry={() => pages.refetch()} />
      {pages.data && entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.none}
        </Text>
      )}
      <ol className="port-timeline">
        {entries.map((entry) => (
          <TimelineEntry key={entry.id} entry={entry} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {texts.more}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function TimelineEntry({ entry: { kind, actor, detail, at, visibility } }: { readonly entry: Entry }) {
  return (
    <li className={kind === "comment" ? "port-entry comment" : "port-entry"}>
      <Group gap="xs">
        <Text size="xs" fw={600}>
          {texts.actors[actor.kind]}
        </Text>
        <Text size="xs" c="dimmed">
          {kind.replaceAll("_", " ")} · <Ago at={at} />
        </Text>
        {visibility === "internal" && (
          <Badge size="sm" variant="light" color="orange" tt="none">
            {texts.internalMark}
          </Badge>
        )}
      </Group>
      <Text size="sm" className="entry-text">
        {detail}
      </Text>
    </li>
  );
}

/** Writes a comment; operators also internal ones. */
function CommentForm({ id, onSent }: { readonly id: string; readonly onSent: () => unknown }) {
  const scope = usePortingScope();
  const isOperator = useIsOperator();
  const [text, setText] = useState("");
  const [isInternal, setInternal] = useState(false);
  return (
    <Stack gap="xs">
      <Textarea
        aria-label={texts.comment}
        placeholder={texts.placeholder}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MAX_COMMENT}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Group gap="md">
        <ActionButton
          size="compact-sm"
          label={texts.send}
          {...(scope && { scope })}
          makeCall={() =>
            text.trim() === ""
              ? null
              : call("POST", "/v1/porting-requests/{porting_request_id}/comments", {
                  path: { porting_request_id: id },
                  body: { text: text.trim(), visibility: isInternal ? "internal" : "customer" },
                })
          }
          doneMessage={null}
          onDone={async () => {
            setText("");
            await onSent();
          }}
        />
        {isOperator && (
          <Checkbox
            size="xs"
            label={texts.internal}
            checked={isInternal}
            onChange={({ currentTarget }) => setInternal(currentTarget.checked)}
          />
        )}
      </Group>
    </Stack>
  );
}
