import { Checkbox, Stack, TagsInput, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { AgentSelect } from "../../components/agents";
import { Dialog } from "../../components/dialog";
import { bulkTexts } from "../../strings/numbers";
import { type BulkAction, type BulkChoices, bulkBody, MAX_JOB_NUMBERS } from "./bulk-actions";
import { BulkPreview } from "./bulk-preview";

interface BulkDialogProps {
  readonly action: BulkAction;
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onStarted: (jobId: string) => void;
}

/** Asks for what an action on many numbers needs, and shows what it would do before it runs. */
export function BulkDialog({ action, ids, onClose, onStarted }: BulkDialogProps) {
  const [choices, setChoices] = useState<BulkChoices>({ agentId: null, tags: [], isForced: false });
  const body = bulkBody(action, ids, choices);
  const isTags = action === "tag" || action === "untag";
  const missing = body ? null : isTags ? bulkTexts.noTagsYet : bulkTexts.noAgentYet;
  return (
    <Dialog opened onClose={onClose} title={bulkTexts.run(bulkTexts.actions[action], ids.length)}>
      <Stack gap="sm">
        <Text size="sm">{bulkTexts.hints[action]}</Text>
        {action === "assign" && (
          <AgentSelect
            label={bulkTexts.agent}
            value={choices.agentId}
            onChange={(agentId) => setChoices({ ...choices, agentId })}
            data-autofocus
          />
        )}
        {isTags && (
          <TagsInput
            label={bulkTexts.tags}
            description={bulkTexts.tagsHint}
            value={[...choices.tags]}
            onChange={(tags) => setChoices({ ...choices, tags })}
            maxTags={20}
            acceptValueOnBlur
            data-autofocus
          />
        )}
        {action === "release" && (
          <Checkbox
            label={bulkTexts.force}
            checked={choices.isForced}
            onChange={({ currentTarget }) => setChoices({ ...choices, isForced: currentTarget.checked })}
          />
        )}
        {body && ids.length <= MAX_JOB_NUMBERS && <BulkPreview body={body} />}
        <ActionButton
          label={bulkTexts.run(bulkTexts.actions[action], ids.length)}
          variant="filled"
          {...(action === "release" && { color: "red" })}
          scope="numbers:write"
          disabledReason={ids.length > MAX_JOB_NUMBERS ? bulkTexts.tooMany(MAX_JOB_NUMBERS) : missing}
          canUndo={action === "release"}
          makeCall={() => body && call("POST", "/v1/bulk-jobs", { body })}
          onStart={onClose}
          doneMessage={null}
          onDone={({ id }) => onStarted(id)}
        />
      </Stack>
    </Dialog>
  );
}
