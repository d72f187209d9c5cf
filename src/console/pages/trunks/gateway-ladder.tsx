import { Code, Group, List, Text, Title } from "@mantine/core";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Time } from "../../components/time";
import { trunksTexts as texts } from "../../strings/trunks";
import { Ladder, type ShownRung } from "../connections/ladder";
import type { Step } from "./use-steps";
import type { Gateway, Verification } from "./use-trunks";

type Found = Verification["gateways"][number];

const names = ["syntax", "dns", "tcp", "certificate", "tls", "options", "digest"] as const;

const order: readonly string[] = names;

/** The rungs that a gateway of this kind has. */
const rungsOf = ({ transport, username }: Gateway) =>
  names.filter((name) => {
    if (name === "digest") return username !== null;
    if (name === "certificate" || name === "tls") return transport === "tls";
    return transport !== "udp" || name === "syntax" || name === "dns";
  });

/** The rungs of a verification under way: those that have ended, the one that is tried, and those that come later. */
function climbing(gateway: Gateway, steps: readonly Step[]): ShownRung[] {
  const open = rungsOf(gateway).filter((name) => steps.every(({ rung }) => rung !== name));
  const orderOf = ({ name }: ShownRung) => order.indexOf(name);
  return [
    ...steps.map(({ rung, status, code, detail, hint, sipCode }) => ({
      name: rung,
      status,
      meaning: undefined,
      code: sipCode === null ? code : texts.sipAnswer(sipCode, ""),
      detail,
      hint,
      ms: null,
    })),
    ...open.map((name, at) => ({
      name,
      status: at === 0 ? "running" : "waiting",
      meaning: texts.rungs[name],
      code: null,
      detail: null,
      hint: null,
      ms: null,
    })),
  ].toSorted((one, other) => orderOf(one) - orderOf(other));
}

const found = ({ rungs }: Found): ShownRung[] =>
  rungs.map(({ rung, status, code, detail, hint, duration_ms, sip_code, reason_phrase, server }) => ({
    name: rung,
    status,
    meaning: texts.rungs[rung],
    code: sip_code === null ? code : texts.sipAnswer(sip_code, reason_phrase ?? ""),
    detail: server ? `${detail} ${texts.server(server)}` : detail,
    hint,
    ms: duration_ms,
  }));

/** Before the first verification. */
const untried = (gateway: Gateway): ShownRung[] =>
  rungsOf(gateway).map((name) => ({
    name,
    status: "waiting",
    meaning: texts.rungs[name],
    code: null,
    detail: null,
    hint: null,
    ms: null,
  }));

interface GatewayLadderProps {
  readonly gateway: Gateway;
  readonly found: Found | undefined;
  /** The steps of the verification under way; `null`: none is. */
  readonly steps: readonly Step[] | null;
}

/** The ladder of one gateway. */
export function GatewayLadder({ gateway, found: result, steps }: GatewayLadderProps) {
  const { id, host, port, transport } = gateway;
  const name = `${host}${port === null ? "" : `:${port}`} ${transport.toUpperCase()}`;
  const rungs = steps ? climbing(gateway, steps) : result && result.rungs.length > 0 ? found(result) : untried(gateway);
  return (
    <section aria-label={texts.ladderOf(name)}>
      <Group gap="xs" mt="md" mb={4}>
        <Title order={3}>{name}</Title>
        {result && (
          <StatusBadge
            status={result.is_up === null ? texts.gatewayUnknown : result.is_up ? texts.gatewayUp : texts.gatewayDown}
          />
        )}
        {result && result.rungs.length > 0 && (
          <Text size="sm" c="dimmed">
            {texts.level(result.verification_level)} · <Ago at={result.checked_at} />
          </Text>
        )}
      </Group>
      <Ladder label={texts.ladderOf(name)} rungs={rungs} prefix={`${id}-`} />
      {result && result.addresses.length > 0 && (
        <Text size="sm" c="dimmed">
          {texts.addresses(result.addresses.join(", "))}
        </Text>
      )}
      {result?.certificate_expires_at && (
        <Text size="sm" c="dimmed">
          {texts.certificateUntil} <Time at={result.certificate_expires_at} />
        </Text>
      )}
      {result && result.limits.length > 0 && (
        <List size="sm" c="dimmed">
          {result.limits.map((limit) => (
            <List.Item key={limit}>{limit}</List.Item>
          ))}
        </List>
      )}
      <Text size="xs" c="dimmed">
        <Code>{id}</Code>
      </Text>
    </section>
  );
}
