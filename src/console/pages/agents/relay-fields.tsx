import { Select, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { agentsTexts } from "../../strings/agents";
import { common } from "../../strings/words";
import { interruptions } from "./agent-draft";
import type { FieldsProps } from "./destination-fields";

const texts = [
  { name: "language", label: agentsTexts.language, hint: agentsTexts.languageHint },
  { name: "voice", label: agentsTexts.voice, hint: null },
  { name: "tts_provider", label: agentsTexts.ttsProvider, hint: agentsTexts.ttsHint },
  { name: "transcription_provider", label: agentsTexts.transcriptionProvider, hint: agentsTexts.transcriptionHint },
] as const;

/** How a conversation relay speaks and listens. Everything may stay as Twilio has it. */
export function RelayFields({ draft, set, messageFor }: FieldsProps) {
  return (
    <>
      <Textarea
        label={agentsTexts.greeting}
        description={agentsTexts.greetingHint}
        value={draft.welcome_greeting}
        onChange={({ currentTarget }) => set({ welcome_greeting: currentTarget.value.replaceAll("\n", " ") })}
        error={messageFor("/destination/welcome_greeting")}
        autosize
        maxLength={2_000}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {texts.map(({ name, label, hint }) => (
          <TextInput
            key={name}
            label={label}
            description={hint}
            placeholder={agentsTexts.twilioDefault}
            value={draft[name]}
            onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}
            error={messageFor(`/destination/${name}`)}
            inputWrapperOrder={["label", "input", "description", "error"]}
          />
        ))}
        <Select
          label={agentsTexts.interruptible}
          placeholder={agentsTexts.twilioDefault}
          data={interruptions.map((value) => ({ value, label: agentsTexts.interruptions[value] }))}
          value={draft.interruptible}
          onChange={(value) => set({ interruptible: interruptions.find((each) => each === value) ?? null })}
          clearable
          clearButtonProps={{ "aria-label": agentsTexts.twilioDefault }}
        />
        <Select
          label={agentsTexts.dtmf}
          placeholder={agentsTexts.twilioDefault}
          data={[
            { value: "yes", label: common.yes },
            { value: "no", label: common.no },
          ]}
          value={draft.dtmf_detection === null ? null : draft.dtmf_detection ? "yes" : "no"}
          onChange={(value) => set({ dtmf_detection: value === null ? null : value === "yes" })}
          clearable
          clearButtonProps={{ "aria-label": agentsTexts.twilioDefault }}
        />
      </SimpleGrid>
    </>
  );
}
