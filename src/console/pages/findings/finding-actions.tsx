import { Group, Paper, Select, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { keyOf } from "../../api/use-call";
import { useSession } from "../../app/use-session";
import { ActionButton } from "../../components/action-button";
import { choicesOf } from "../../components/choices";
import { ErrorAlert } from "../../components/error-alert";
import { findingTexts } from "../../strings/findings";
import type { Finding } from "./finding-filters";

const DAY_MS = 86_400_000;

const spans = { day: 1, week: 7, month: 30, quarter: 90 } as const;
type Span = keyof typeof spans;
const isSpan = (text: string): text is Span => Object.hasOwn(spans, text);

/** The actions on an open finding: resolve, snooze and assign it. */
export function FindingActions({ finding }: { readonly finding: Finding }) {
  const session = useSession();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [span, setSpan] = useState<Span>("week");
  const [assignee, setAssignee] = useState(finding.assignee ?? "");
  const [error, setError] = useState<ApiError | null>(null);
  const scope = session.tenant ? "numbers:write" : "admin";
  const path = { finding_id: finding.id };
  const withNote = note.trim() ? { note: note.trim() } : {};
  const shared = {
    scope,
    onError: (failure: unknown) => setError(failure as ApiError),
    onDone: (changed: Finding) => {
      setError(null);
      setNote("");
      queryClient.setQueryData(keyOf(call("GET", "/v1/findings/{finding_id}", { path })), changed);
    },
  };
  const early = (change: Partial<Finding>) => ({
    read: call("GET", "/v1/findings/{finding_id}", { path }),
    id: finding.id,
    change: (before: Finding) => ({ ...before, ...change }),
  });
  const untilIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{findingTexts.change}</Title>
        <Textarea
          label={findingTexts.noteLabel}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          error={error?.messageFor("/note")}
          autosize
          minRows={2}
        />
        <ActionButton
          {...shared}
          label={findingTexts.resolve}
          variant="filled"
          makeCall={() => call("POST", "/v1/findings/{finding_id}/resolve", { path, body: withNote })}
          // A resolved finding has no fields, so a note that is not saved would be lost.
          early={note.trim() ? undefined : early({ status: "resolved" })}
        />
        <Text size="xs" c="dimmed">
          {findingTexts.resolveHint}
        </Text>
        <Group align="flex-end">
          <Select
            label={findingTexts.snoozeFor}
            data={choicesOf(findingTexts.snoozeSpans)}
            value={span}
            onChange={(value) => value && isSpan(value) && setSpan(value)}
            allowDeselect={false}
            w={140}
          />
          <ActionButton
            {...shared}
            label={findingTexts.snooze}
            early={early({ status: "snoozed", snoozed_until: untilIn(spans[span]) })}
            makeCall={() => {
              const until = untilIn(spans[span]);
              return call("POST", "/v1/findings/{finding_id}/snooze", { path, body: { until, ...withNote } });
            }}
          />
          {finding.status === "snoozed" && (
            <ActionButton
              {...shared}
              label={findingTexts.wake}
              early={early({ status: "open", snoozed_until: null })}
              makeCall={() =>
                call("POST", "/v1/findings/{finding_id}/snooze", { path, body: { until: null, ...withNote } })
              }
            />
          )}
        </Group>
        <Group align="flex-end">
          <TextInput
            label={findingTexts.assignTo}
            value={assignee}
            onChange={({ currentTarget }) => setAssignee(currentTarget.value)}
            error={error?.messageFor("/assignee")}
          />
          <ActionButton
            {...shared}
            label={findingTexts.assign}
            early={early({ assignee: assignee.trim() || null })}
            makeCall={() =>
              call("POST", "/v1/findings/{finding_id}/assign", {
                path,
                body: { assignee: assignee.trim() || null, ...withNote },
              })
            }
          />
        </Group>
        <ErrorAlert error={error} withFields={false} />
      </Stack>
    </Paper>
  );
}
