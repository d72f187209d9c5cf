import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { copyText } from "../../components/clipboard";
import { LinkButton } from "../../components/links";
import { trunksTexts as texts } from "../../strings/trunks";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { showOnce, useOnceShown } from "./once-shown";
import type { Trunk } from "./use-trunks";
import "../connections/connections.css";

type Connection = NonNullable<Trunk["connection"]>;
const names = texts.connectionNames;

interface Row {
  readonly name: string;
  readonly hint: string;
  /** Each value can be copied by itself. */
  readonly values: readonly string[];
  /** Stands there if there is no value. */
  readonly instead?: string;
}

function rowsOf(connection: Connection, password: string | null): Row[] {
  const hints = texts.connectionHints;
  const { host, ports, username, uri_example, signalling_addresses, media_addresses, media_ports } = connection;
  return [
    { name: names.host, hint: hints.host, values: [host] },
    {
      name: names.ports,
      hint: hints.ports,
      values: ports.map(({ transport, port }) => `${port} ${transport.toUpperCase()}`),
    },
    {
      name: names.username,
      hint: hints.username,
      values: username === null ? [] : [username],
      instead: texts.noCredentials,
    },
    ...(username === null
      ? []
      : [
          {
            name: names.password,
            hint: hints.password,
            values: password === null ? [] : [password],
            instead: texts.passwordHidden,
          },
        ]),
    { name: names.uri, hint: hints.uri, values: [uri_example] },
    { name: names.signalling, hint: hints.signalling, values: signalling_addresses },
    { name: names.media, hint: hints.media, values: media_addresses },
    { name: names.mediaPorts, hint: hints.mediaPorts, values: [media_ports] },
  ];
}

/** The fields to fill in at the carrier or at the SIP servers, each with a copy button. */
export function ConnectionSection({ trunk }: { readonly trunk: Trunk }) {
  const { id, provider, connection, credentials } = trunk;
  const queryClient = useQueryClient();
  const password = useOnceShown(id);
  if (provider === "generic") {
    return (
      <Group mb="md">
        <Text size="sm" c="dimmed">
          {texts.genericUse}
        </Text>
        <LinkButton to="/agents/new" variant="default" size="xs">
          {texts.genericAgent}
        </LinkButton>
      </Group>
    );
  }
  const rows = connection ? rowsOf(connection, password) : [];
  const asText = rows.map(({ name, values, instead }) => `${name}: ${values.join(", ") || instead}`).join("\n");
  return (
    <Section
      title={texts.connectionTitles[provider]}
      lead={texts.connectionLeads[provider]}
      aside={
        <Group gap="xs">
          {connection && (
            <Button variant="default" size="sm" onClick={() => void copyText(asText)}>
              {texts.copyAll}
            </Button>
          )}
          <ActionButton
            label={texts.rotate}
            scope="trunks:write"
            disabledReason={credentials ? null : texts.rotateNotNeeded}
            question={texts.rotateQuestion}
            makeCall={() =>
              call("POST", "/v1/sip-trunks/{sip_trunk_id}/rotate-password", { path: { sip_trunk_id: id } })
            }
            doneMessage={texts.rotateDone}
            onDone={(made) => {
              showOnce(id, made.password);
              return refresh(queryClient, `/v1/sip-trunks/${id}`);
            }}
          />
        </Group>
      }
    >
      {password !== null && <PasswordAlert trunkId={id} password={password} />}
      {!connection && (
        <Text size="sm" aria-live="polite">
          {texts.connectionPending}
        </Text>
      )}
      {rows.length > 0 && (
        <dl className="fact-list">
          {rows.map((row) => (
            <ConnectionRow key={row.name} {...row} />
          ))}
        </dl>
      )}
    </Section>
  );
}

function ConnectionRow({ name, hint, values, instead }: Row) {
  return (
    <>
      <dt>
        {name}
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      </dt>
      <dd>
        {values.length === 0 ? (
          instead
        ) : (
          <Group gap={6}>
            {values.map((value) => (
              <Code key={value}>{value}</Code>
            ))}
            <Button
              size="compact-xs"
              variant="default"
              aria-label={texts.copy(name)}
              onClick={() => void copyText(values.length === 1 ? values.join("") : values.join("\n"))}
            >
              {texts.copyShort}
            </Button>
          </Group>
        )}
      </dd>
    </>
  );
}

function PasswordAlert({ trunkId, password }: { readonly trunkId: string; readonly password: string }) {
  return (
    <Alert color="yellow" title={texts.passwordTitle} mb="md" role="status">
      <Text size="sm" mb="xs">
        {texts.passwordText}
      </Text>
      <Group gap="xs">
        <Code>{password}</Code>
        <Button size="compact-sm" variant="default" onClick={() => void copyText(password)}>
          {texts.copy(names.password)}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => showOnce(trunkId, null)}>
          {texts.passwordStored}
        </Button>
      </Group>
    </Alert>
  );
}
