import { Button, Collapse, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useScope } from "../../app/use-session";
import { buyTexts } from "../../strings/buy";
import { useCart } from "./cart-store";

/** The agent, name and tags that the numbers get as they are bought. */
export function CartSettingsFields() {
  const { cart, setSettings } = useCart();
  const { agent_id, friendly_name, tags } = cart.settings;
  const [isOpen, { toggle }] = useDisclosure(Boolean(agent_id || friendly_name || tags?.length));
  const mayReadAgents = useScope("agents:read") === null;
  const agents = useCall(call("GET", "/v1/agents", { query: { limit: 200 } }), { enabled: mayReadAgents && isOpen });
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={isOpen}>
        {buyTexts.settings}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="xs" mt="xs">
          {mayReadAgents && (
            <Select
              label={buyTexts.agent}
              placeholder={buyTexts.noAgent}
              data={agents.data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
              value={agent_id ?? null}
              onChange={(id) => setSettings({ agent_id: id ?? undefined })}
              searchable
              clearable
              clearButtonProps={{ "aria-label": buyTexts.noAgent }}
            />
          )}
          <TextInput
            label={buyTexts.name}
            defaultValue={friendly_name ?? ""}
            onBlur={({ currentTarget }) => setSettings({ friendly_name: currentTarget.value.trim() || undefined })}
            maxLength={100}
          />
          <TagsInput
            label={buyTexts.tags}
            description={buyTexts.tagsHint}
            value={[...(tags ?? [])]}
            onChange={(next) => setSettings({ tags: next })}
          />
        </Stack>
      </Collapse>
    </div>
  );
}
