import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import type { Versioned } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { JsonView } from "../../components/json-view";
import { useRefresh } from "../../live/use-refresh";
import { agentsTexts } from "../../strings/agents";
import { type Agent, bodyOf, draftOf, wrongParameter } from "./agent-draft";
import { AgentForm } from "./agent-form";

interface EditAgentProps {
  /** The newest state that is known. */
  readonly current: Versioned<Agent>;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Edits an agent, based on the state that one began with: a change by others meanwhile is shown, not lost. */
export function EditAgent({ current }: EditAgentProps) {
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState(() => draftOf(current.data));
  const [error, setError] = useState<unknown>(null);
  const refresh = useRefresh();
  const queryClient = useQueryClient();
  const isEdited = !same(bodyOf(draft), bodyOf(draftOf(base.data)));
  const isBehind = current.etag !== base.etag;
  const take = (state: Versioned<Agent>) => {
    setBase(state);
    setDraft(draftOf(state.data));
    setError(null);
  };
  // Nothing is typed yet, so the form follows.
  if (isBehind && !isEdited) take(current);
  const apiError = error instanceof ApiError ? error : null;
  const hasConflict = isBehind || apiError?.code === "stale_version";
  const path = { agent_id: base.data.id };
  return (
    <Stack>
      {hasConflict && (
        <Alert color="orange" variant="light" role="alert" title={agentsTexts.changedMeanwhile}>
          <Text size="sm">{agentsTexts.changedMeanwhileText}</Text>
          <JsonView value={bodyOf(draftOf(current.data))} label={agentsTexts.theirs} />
          <Group mt="sm" gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => take(current)}>
              {agentsTexts.takeTheirs}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setBase(current);
                setError(null);
              }}
            >
              {agentsTexts.keepMine}
            </Button>
          </Group>
        </Alert>
      )}
      <AgentForm draft={draft} onChange={setDraft} error={error} />
      {!hasConflict && <ErrorAlert error={error} withFields={!apiError || apiError.errors.length === 0} />}
      <div>
        <ActionButton
          label={agentsTexts.save}
          variant="filled"
          scope="agents:write"
          disabledReason={isEdited ? null : agentsTexts.nothingChanged}
          makeCall={() =>
            wrongParameter(draft.parameters)
              ? null
              : call("PATCH", "/v1/agents/{agent_id}", { path, body: bodyOf(draft), ifMatch: base.etag })
          }
          doneMessage={agentsTexts.saved}
          onDone={async () => {
            setError(null);
            const made = call("GET", "/v1/agents/{agent_id}", { path });
            const { data, response } = await made.sendForResponse();
            const state = { data, etag: response.headers.get("etag") ?? undefined };
            queryClient.setQueryData([made.url, "version"], state);
            take(state);
            await refresh("/v1/agents");
          }}
          onError={(failure) => {
            setError(failure);
            if (failure instanceof ApiError && failure.code === "stale_version") void refresh("/v1/agents");
          }}
        />
      </div>
    </Stack>
  );
}
