import { Radio, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { call } from "../../../api/call";
import { useCall } from "../../../api/use-call";
import { editTexts } from "../../../strings/porting-edit";
import { useIsOperator } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";

const texts = editTexts.after;

/** The settings of the numbers once they have moved, and the future of those that stay. */
export function AfterStep() {
  const { form, set, refused } = useDraftHere();
  const { configuration, remaining_numbers: remaining, scope } = form;
  return (
    <Stack gap="md">
      <Text size="sm">{texts.lead}</Text>
      <AgentField />
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

/** The agents of the tenant by name. An operator acts for no tenant, so the id is typed. */
function AgentField() {
  const { form, set, refused } = useDraftHere();
  const { configuration } = form;
  const isOperator = useIsOperator();
  const { data } = useCall(call("GET", "/v1/agents", { query: { limit: 100 } }), { enabled: !isOperator });
  const error = refused["/configuration/agent_id"] ?? refused["/configuration"];
  const choose = (agentId: string | null) => set("configuration", { ...configuration, agent_id: agentId });
  if (isOperator) {
    return (
      <TextInput
        label={texts.agentId}
        value={configuration.agent_id ?? ""}
        error={error}
        onChange={({ currentTarget }) => choose(currentTarget.value.trim() || null)}
      />
    );
  }
  const agents = data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const isKnown = agents.some(({ value }) => value === configuration.agent_id);
  const unknown = configuration.agent_id && !isKnown ? [configuration.agent_id] : [];
  return (
    <Select
      label={texts.agent}
      placeholder={texts.noAgent}
      data={[...agents, ...unknown]}
      value={configuration.agent_id}
      searchable
      clearable
      error={error}
      onChange={choose}
      maw={420}
    />
  );
}
