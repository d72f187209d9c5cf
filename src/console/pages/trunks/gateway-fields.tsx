import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  PasswordInput,
  Select,
  SimpleGrid,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ApiError } from "../../api/api-error";
import { trunksTexts as texts } from "../../strings/trunks";
import { type GatewayDraft, transports } from "./trunk-draft";
import type { Provider } from "./use-trunks";

interface GatewayFieldsProps {
  readonly gateway: GatewayDraft;
  /** Its place in the list, from 0. */
  readonly at: number;
  readonly provider: Provider;
  readonly problem: ApiError | null;
  readonly onChange: (change: Partial<GatewayDraft>) => void;
  readonly onRemove: () => void;
}

type TextField = "host" | "port" | "priority" | "weight" | "username" | "realm";
type Flag = "inbound" | "outbound" | "enabled";

/** The fields of one gateway, with hints that fit the trunk's provider. */
export function GatewayFields({ gateway, at, provider, problem, onChange, onRemove }: GatewayFieldsProps) {
  const errorOf = (field: string) => problem?.messageFor(`/gateways/${at}/${field}`);
  const cidrError = problem?.errors.find(({ pointer }) => pointer.startsWith(`/gateways/${at}/allowed_cidrs`))?.detail;
  const text = (field: TextField) => ({
    label: texts[field],
    description: texts[`${field}Hint`],
    value: gateway[field],
    onChange: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onChange({ [field]: currentTarget.value }),
    error: errorOf(field),
    autoComplete: "off",
    spellCheck: false,
  });
  const digits = { inputMode: "numeric" as const, pattern: "[0-9]*" };
  const flag = (field: Flag) => ({
    label: texts[field],
    checked: gateway[field],
    onChange: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onChange({ [field]: currentTarget.checked }),
    error: errorOf(field),
  });
  return (
    <Fieldset legend={texts.gateway(at + 1)} mb="md">
      <SimpleGrid cols={{ base: 1, sm: 3 }} mb="sm">
        <TextInput {...text("host")} placeholder={texts.hostPlaceholder} withAsterisk />
        <Select
          label={texts.transport}
          description={texts.transportHint}
          data={transports.map((value) => ({ value, label: value.toUpperCase() }))}
          value={gateway.transport}
          onChange={(value) => onChange({ transport: transports.find((each) => each === value) ?? "tls" })}
          allowDeselect={false}
          error={errorOf("transport")}
        />
        <TextInput {...text("port")} {...digits} />
        <TextInput {...text("priority")} {...digits} />
        <TextInput {...text("weight")} {...digits} />
      </SimpleGrid>
      <Group mb="sm" gap="lg">
        <Checkbox {...flag("inbound")} />
        <Checkbox {...flag("outbound")} />
        <Checkbox {...flag("enabled")} />
      </Group>
      {provider !== "twilio_elastic" && (
        <SimpleGrid cols={{ base: 1, sm: 3 }} mb="sm">
          <TextInput {...text("username")} />
          <PasswordInput
            label={texts.password}
            description={texts.passwordHint}
            placeholder={gateway.id && gateway.username ? texts.passwordKept : ""}
            value={gateway.password}
            onChange={({ currentTarget }) => onChange({ password: currentTarget.value })}
            error={errorOf("password")}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": texts.showSecret, tabIndex: 0 }}
          />
          <TextInput {...text("realm")} />
        </SimpleGrid>
      )}
      <Textarea
        label={texts.cidrs}
        description={texts.cidrsHints[provider]}
        value={gateway.cidrs}
        onChange={({ currentTarget }) => onChange({ cidrs: currentTarget.value })}
        error={cidrError}
        autosize
        minRows={1}
        maxRows={8}
        mb="sm"
        spellCheck={false}
      />
      <Button size="xs" variant="default" onClick={onRemove} aria-label={texts.removeGateway(at + 1)}>
        {texts.remove}
      </Button>
    </Fieldset>
  );
}
