import { Button, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { AgentSelect } from "../../components/agents";
import { startTexts } from "../../strings/start";
import { type AgentDraft, emptyDraft } from "../agents/agent-draft";
import { NewAgentForm } from "../agents/new-agent-form";

interface PickAgentProps {
  readonly onPicked: (agentId: string) => void;
}

type Preset = keyof typeof startTexts.presets;

const presets = ["say", "stream", "other", "existing"] as const satisfies readonly Preset[];

const drafts: Readonly<Record<Exclude<Preset, "existing">, AgentDraft>> = {
  say: { ...emptyDraft, kind: "say", name: startTexts.sayName, message: startTexts.sayMessage },
  stream: { ...emptyDraft, kind: "stream", name: startTexts.streamName, url: "ws://localhost:9000/media" },
  other: emptyDraft,
};

/** Creates an agent from a start that works, or takes one that the tenant has. */
export function PickAgent({ onPicked }: PickAgentProps) {
  const [preset, setPreset] = useState<Preset>("say");
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {startTexts.agentLead}
      </Text>
      <SegmentedControl
        aria-label={startTexts.presetLabel}
        orientation={window.matchMedia("(max-width: 48em)").matches ? "vertical" : "horizontal"}
        value={preset}
        onChange={(value) => setPreset(presets.find((each) => each === value) ?? "say")}
        data={presets.map((value) => ({ value, label: startTexts.presets[value] }))}
      />
      {preset === "stream" && <Text size="sm">{startTexts.streamHint}</Text>}
      {preset === "existing" ? (
        <>
          <AgentSelect label={startTexts.pickAgent} value={chosen} onChange={setChosen} maw={420} />
          <div>
            <Button disabled={chosen === null} onClick={() => chosen && onPicked(chosen)}>
              {startTexts.useAgent}
            </Button>
          </div>
        </>
      ) : (
        <NewAgentForm key={preset} start={drafts[preset]} onCreated={({ id }) => onPicked(id)} />
      )}
    </Stack>
  );
}
