import { Button, Text } from "@mantine/core";
import type { ApiError } from "../../api/api-error";
import { trunksTexts as texts } from "../../strings/trunks";
import { GatewayFields } from "./gateway-fields";
import { PresetPicker } from "./preset-picker";
import { emptyGateway, type GatewayDraft } from "./trunk-draft";
import type { Provider } from "./use-trunks";

interface GatewaysEditorProps {
  readonly gateways: readonly GatewayDraft[];
  readonly provider: Provider;
  readonly problem: ApiError | null;
  readonly onChange: (gateways: readonly GatewayDraft[]) => void;
}

/** Twilio takes ten per trunk. */
const MAX_GATEWAYS = 10;

/** The gateways of a trunk as an editable list. */
export function GatewaysEditor({ gateways, provider, problem, onChange }: GatewaysEditorProps) {
  const add = (fields: Partial<GatewayDraft>) =>
    onChange([
      // A gateway that was never filled in makes room.
      ...gateways.filter(({ id, host }) => id !== null || host !== "" || Object.keys(fields).length === 0),
      { ...emptyGateway(crypto.randomUUID()), ...fields },
    ]);
  return (
    <>
      {provider === "generic" && (
        <PresetPicker onUse={({ host, transport }) => add({ host, transport, inbound: false })} />
      )}
      {gateways.map((gateway, at) => (
        <GatewayFields
          key={gateway.key}
          gateway={gateway}
          at={at}
          provider={provider}
          problem={problem}
          onChange={(change) => onChange(gateways.map((each) => (each === gateway ? { ...each, ...change } : each)))}
          onRemove={() => onChange(gateways.filter((each) => each !== gateway))}
        />
      ))}
      {gateways.length === 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {texts.noGateways}
        </Text>
      )}
      <Button variant="default" size="xs" disabled={gateways.length >= MAX_GATEWAYS} onClick={() => add({})}>
        {texts.addGateway}
      </Button>
    </>
  );
}
