import { Radio, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { editTexts } from "../../../strings/porting-edit";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";
import { AgentSelect } from "./agent-select";

const texts = editTexts.after;

/** The settings of the numbers once they have moved, and the future of those that stay. */
export function AfterStep() {
  const { form, set, refused } = useDraftHere();
  const { configuration, remaining_numbers: remaining, scope } = form;
  return (
    <Stack gap="md">
      <Text size="sm">{texts.lead}</Text>
      <AgentSelect
        label={texts.agent}
        placeholder={texts.noAgent}
        value={configuration.agent_id}
        error={refused["/configuration/agent_id"] ?? refused["/configuration"]}
        onChange={(agentId) => set("configuration", { ...configuration, agent_id: agentId })}
      />
      {configuration.routing && (
        <Text size="sm" c="dimmed">
          {texts.routed}
        </Text>
      )}
      <TagsInput
        label={texts.tags}
        description={texts.tagsHint}
        value={[...configuration.tags]}
        error={refused["/configuration/tags"]}
        onChange={(tags) => set("configuration", { ...configuration, tags })}
      />
      <FieldNotes groups={["configuration"]} />
      <Radio.Group
        label={texts.scope}
        value={scope}
        onChange={(value) => set("scope", value === "partial" ? "partial" : "full")}
      >
        <Stack gap="xs" mt={4}>
          <Radio value="full" label={texts.full} description={texts.fullHint} />
          <Radio value="partial" label={texts.partial} description={texts.partialHint} />
        </Stack>
      </Radio.Group>
      <FieldNotes groups={["scope"]} />
      {scope === "partial" && (
        <Radio.Group
          label={texts.remaining}
          value={remaining.action}
          onChange={(action) =>
            set("remaining_numbers", { ...remaining, action: action === "keep" ? "keep" : "disconnect" })
          }
        >
          <Stack gap="xs" mt={4}>
            <Radio value="keep" label={texts.keep} />
            <Radio value="disconnect" label={texts.disconnect} />
          </Stack>
        </Radio.Group>
      )}
      {scope === "partial" && remaining.action === "keep" && (
        <TextInput
          label={texts.newBtn}
          description={texts.newBtnHint}
          type="tel"
          value={remaining.new_billing_telephone_number}
          error={refused["/remaining_numbers/new_billing_telephone_number"]}
          onChange={({ currentTarget }) =>
            set("remaining_numbers", { ...remaining, new_billing_telephone_number: currentTarget.value })
          }
        />
      )}
      <FieldNotes groups={["remaining_numbers"]} />
    </Stack>
  );
}
