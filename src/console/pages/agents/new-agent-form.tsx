import { Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { useRefresh } from "../../live/use-refresh";
import { agentsTexts } from "../../strings/agents";
import { type Agent, type AgentDraft, bodyOf, emptyDraft, wrongParameter } from "./agent-draft";
import { AgentForm } from "./agent-form";

interface NewAgentFormProps {
  readonly onCreated: (agent: Agent) => void;
  /** The texts of the form at first. */
  readonly start?: AgentDraft;
}

/** The form of a new agent with the button that creates it. */
export function NewAgentForm({ onCreated, start = emptyDraft }: NewAgentFormProps) {
  const [draft, setDraft] = useState<AgentDraft>(start);
  const [error, setError] = useState<unknown>(null);
  const key = useRef(crypto.randomUUID());
  const refresh = useRefresh();
  const hasFieldErrors = error instanceof ApiError && error.errors.length > 0;
  return (
    <Stack>
      <AgentForm
        draft={draft}
        onChange={(next) => {
          key.current = crypto.randomUUID();
          setDraft(next);
        }}
        error={error}
      />
      <ErrorAlert error={error} withFields={!hasFieldErrors} />
      <div>
        <ActionButton
          label={agentsTexts.create}
          variant="filled"
          scope="agents:write"
          makeCall={() =>
            wrongParameter(draft.parameters)
              ? null
              : call("POST", "/v1/agents", { body: bodyOf(draft), idempotencyKey: key.current })
          }
          doneMessage={agentsTexts.created(draft.name.trim())}
          onError={setError}
          onDone={async (agent) => {
            setError(null);
            await refresh("/v1/agents");
            onCreated(agent);
          }}
        />
      </div>
    </Stack>
  );
}
