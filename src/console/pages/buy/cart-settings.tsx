import { Button, Collapse, Stack, TagsInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useScope } from "../../app/use-session";
import { AgentSelect } from "../../components/agents";
import { buyTexts } from "../../strings/buy";
import { useCart } from "./cart-store";

/** The agent, name and tags that the numbers get as they are bought. */
export function CartSettingsFields() {
  const { cart, setSettings } = useCart();
  const { agent_id, friendly_name, tags } = cart.settings;
  const [isOpen, { toggle }] = useDisclosure(Boolean(agent_id || friendly_name || tags?.length));
  const mayReadAgents = useScope("agents:read") === null;
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={isOpen}>
        {buyTexts.settings}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="xs" mt="xs">
          {isOpen && mayReadAgents && (
            <AgentSelect
              label={buyTexts.agent}
              placeholder={buyTexts.noAgent}
              value={agent_id ?? null}
              onChange={(id) => setSettings({ agent_id: id ?? undefined })}
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
