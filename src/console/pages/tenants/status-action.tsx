import { Button, Group, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { type BodyFor, type Call, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { tenantTexts } from "../../strings/tenants";
import type { Tenant } from "./tenant-form";

type Closure = NonNullable<BodyFor<"POST", "/v1/tenants/{tenant_id}/close">>;
type Move = "suspend" | "resume" | "close" | "reopen";

const texts: Readonly<Record<Move, string>> = {
  suspend: tenantTexts.suspendText,
  resume: tenantTexts.resumeText,
  close: tenantTexts.closeText,
  reopen: tenantTexts.reopenText,
};

function moveCall(move: Move, id: string, body: Closure): Call<Tenant> {
  const path = { tenant_id: id };
  const { reason } = body;
  const why = reason === undefined ? {} : { reason };
  switch (move) {
    case "suspend":
      return call("POST", "/v1/tenants/{tenant_id}/suspend", { path, body: why });
    case "resume":
      return call("POST", "/v1/tenants/{tenant_id}/resume", { path, body: why });
    case "close":
      return call("POST", "/v1/tenants/{tenant_id}/close", { path, body });
    case "reopen":
      return call("POST", "/v1/tenants/{tenant_id}/reopen", { path, body: why });
  }
}

interface StatusActionProps {
  readonly move: Move;
  readonly tenant: Tenant;
  readonly onDone: (tenant: Tenant) => unknown;
}

const DEFAULT_GRACE = 30;
const DEFAULT_RETENTION = 90;

/** A change of a tenant's status, with the reason that the tenant sees. */
export function StatusAction({ move, tenant, onDone }: StatusActionProps) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [grace, setGrace] = useState<number | string>(DEFAULT_GRACE);
  const [retention, setRetention] = useState<number | string>(DEFAULT_RETENTION);
  const [error, setError] = useState<unknown>(null);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const isDangerous = move === "close";
  const body = (): Closure => ({
    ...(reason.trim() && { reason: reason.trim() }),
    ...(isDangerous && { grace_days: Number(grace), retention_days: Number(retention) }),
  });
  return (
    <>
      <Button variant="default" {...(isDangerous && { c: "var(--mantine-color-error)" })} onClick={() => setOpen(true)}>
        {tenantTexts[move]}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={`${tenantTexts[move]}: ${tenant.name}`}>
        <Stack>
          <Text size="sm">{texts[move]}</Text>
          <Textarea
            label={tenantTexts.reason}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            error={messageFor("/reason")}
            data-autofocus
          />
          {isDangerous && (
            <>
              <NumberInput
                label={tenantTexts.graceDays}
                value={grace}
                onChange={setGrace}
                error={messageFor("/grace_days")}
                min={0}
                allowDecimal={false}
              />
              <NumberInput
                label={tenantTexts.retentionDays}
                value={retention}
                onChange={setRetention}
                error={messageFor("/retention_days")}
                min={0}
                allowDecimal={false}
              />
            </>
          )}
          <ErrorAlert error={error} withFields={false} />
          <Group justify="flex-end">
            <ActionButton
              label={tenantTexts[move]}
              variant="filled"
              {...(isDangerous && { color: "red" })}
              scope="admin"
              makeCall={() => moveCall(move, tenant.id, body())}
              onError={setError}
              onDone={(changed) => {
                setOpen(false);
                setError(null);
                setReason("");
                return onDone(changed);
              }}
            />
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
