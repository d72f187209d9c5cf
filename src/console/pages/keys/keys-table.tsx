import { Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { signOut } from "../../app/sign-out";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { Facts } from "../../components/facts";
import { LiveTable } from "../../components/live-table";
import { SidePanel } from "../../components/side-panel";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Time } from "../../components/time";
import { keyTexts } from "../../strings/keys";
import type { ApiKey, useKeys } from "./use-keys";

/** The scopes of a key that names none. */
const ALL_SCOPES = 16;

const { columns } = keyTexts;

const statusOf = ({ revoked_at, expires_at }: ApiKey): string => {
  if (revoked_at) return keyTexts.revoked;
  return expires_at && Date.parse(expires_at) <= Date.now() ? keyTexts.expired : keyTexts.active;
};

const keyColumns: readonly Column<ApiKey>[] = [
  { id: "name", header: columns.name, width: "minmax(8rem, 1.5fr)", cell: ({ name }) => name },
  {
    id: "hint",
    header: columns.hint,
    width: "minmax(10rem, 1fr)",
    hideOnPhone: true,
    cell: ({ hint }) => <code>{hint}</code>,
  },
  {
    id: "scopes",
    header: columns.scopes,
    hideOnPhone: true,
    cell: ({ scopes }) =>
      scopes.length >= ALL_SCOPES
        ? keyTexts.all
        : scopes.length <= 2
          ? scopes.join(", ")
          : keyTexts.scopeCount(scopes.length),
  },
  { id: "status", header: columns.status, width: "6.5rem", cell: (key) => <StatusBadge status={statusOf(key)} /> },
  {
    id: "used",
    header: columns.used,
    width: "7rem",
    cell: ({ last_used_at }) => (last_used_at ? <Ago at={last_used_at} /> : keyTexts.never),
  },
  {
    id: "expires",
    header: columns.expires,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ expires_at }) => (expires_at ? <Ago at={expires_at} /> : keyTexts.never),
  },
];

interface KeysTableProps {
  readonly list: ReturnType<typeof useKeys>;
  /** The scope that revoking needs. */
  readonly scope: string;
  /** The button that makes a key. */
  readonly create: ReactNode;
}

/** A tenant's API keys; a row opens the key with its scopes and the way to revoke it. */
export function KeysTable({ list, scope, create }: KeysTableProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const open = list.rows.find(({ id }) => id === openId);
  const { showNew } = list;
  return (
    <>
      <LiveTable
        label={keyTexts.title}
        list={list}
        columns={keyColumns}
        nameOf={({ name }) => name}
        onOpen={({ id }) => setOpenId(id)}
        empty={
          <EmptyState title={keyTexts.none} text={keyTexts.noneHint}>
            {create}
          </EmptyState>
        }
      />
      <SidePanel isOpen={open !== undefined} onClose={() => setOpenId(null)} title={open?.name} size="md">
        {open && (
          <KeyDetails
            apiKey={open}
            scope={scope}
            onRevoked={() => {
              setOpenId(null);
              return showNew();
            }}
          />
        )}
      </SidePanel>
    </>
  );
}

interface KeyDetailsProps {
  readonly apiKey: ApiKey;
  readonly scope: string;
  readonly onRevoked: () => unknown;
}

function KeyDetails({ apiKey, scope, onRevoked }: KeyDetailsProps) {
  const { id, tenant_id, name, hint, scopes, created_at, expires_at, revoked_at, last_used_at } = apiKey;
  const me = useCall(call("GET", "/v1/me"));
  const isOwn = me.data?.api_key?.id === id;
  return (
    <Stack>
      <Group>
        <StatusBadge status={statusOf(apiKey)} />
        {isOwn && <span>{keyTexts.thisKey}</span>}
      </Group>
      <Facts
        facts={[
          [keyTexts.id, <CopyableId key="id" id={id} />],
          [columns.hint, <code key="hint">{hint}</code>],
          [columns.created, <Time key="created" at={created_at} />],
          [columns.expires, expires_at ? <Time key="expires" at={expires_at} /> : keyTexts.never],
          [columns.used, last_used_at ? <Time key="used" at={last_used_at} /> : keyTexts.never],
          ...(revoked_at ? [[keyTexts.revoked, <Time key="revoked" at={revoked_at} />] as const] : []),
          [columns.scopes, scopes.join(", ")],
        ]}
      />
      {!revoked_at && (
        <ActionButton
          label={keyTexts.revoke}
          color="red"
          scope={scope}
          question={{
            title: keyTexts.revokeQuestion(name),
            text: isOwn ? `${keyTexts.revokeText} ${keyTexts.revokeOwn}` : keyTexts.revokeText,
            action: keyTexts.revoke,
            isDangerous: true,
          }}
          makeCall={() =>
            call("DELETE", "/v1/tenants/{tenant_id}/api-keys/{key_id}", { path: { tenant_id, key_id: id } })
          }
          onDone={() => (isOwn ? signOut("here") : onRevoked())}
        />
      )}
    </Stack>
  );
}
