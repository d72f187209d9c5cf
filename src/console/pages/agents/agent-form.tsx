import { Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { ApiError } from "../../api/api-error";
import { ChoiceCard } from "../../components/choice-card";
import { agentsTexts } from "../../strings/agents";
import { type AgentDraft, kinds } from "./agent-draft";
import { DestinationFields } from "./destination-fields";

interface AgentFormProps {
  readonly draft: AgentDraft;
  readonly onChange: (draft: AgentDraft) => void;
  /** The refusal of the last attempt: its messages stand at the fields. */
  readonly error: unknown;
  readonly autoFocus?: boolean;
}

/** The fields of an agent: its name, one of six kinds, and what that kind needs. */
export function AgentForm({ draft, onChange, error, autoFocus = false }: AgentFormProps) {
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const set = (change: Partial<AgentDraft>) => onChange({ ...draft, ...change });
  return (
    <Stack gap="md" maw={720}>
      <TextInput
        label={agentsTexts.name}
        placeholder={agentsTexts.namePlaceholder}
        value={draft.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        error={messageFor("/name")}
        maxLength={100}
        required
        data-autofocus={autoFocus || undefined}
      />
      <Radio.Group
        label={agentsTexts.kind}
        value={draft.kind}
        onChange={(value) => set({ kind: kinds.find((kind) => kind === value) ?? "stream" })}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={6}>
          {kinds.map((kind) => (
            <ChoiceCard key={kind} value={kind} {...agentsTexts.kinds[kind]} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      <DestinationFields draft={draft} set={set} messageFor={messageFor} />
    </Stack>
  );
}
