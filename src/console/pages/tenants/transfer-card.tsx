import { Checkbox, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { tenantTexts } from "../../strings/tenants";
import { TenantSelect } from "./tenant-select";

/** Gives one of the tenant's numbers to another tenant. */
export function TransferCard({ tenantId }: { readonly tenantId: string }) {
  const [number, setNumber] = useState("");
  const [target, setTarget] = useState<string | null>(null);
  const [force, setForce] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const isComplete = number.trim() !== "" && target !== null;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{tenantTexts.transfer}</Title>
        <Text size="sm">{tenantTexts.transferText}</Text>
        <TextInput
          label={tenantTexts.transferNumber}
          value={number}
          onChange={({ currentTarget }) => setNumber(currentTarget.value)}
        />
        <TenantSelect
          label={tenantTexts.transferTo}
          value={target}
          onChange={setTarget}
          error={messageFor("/tenant_id")}
          without={[tenantId]}
        />
        <Checkbox
          label={tenantTexts.force}
          checked={force}
          onChange={({ currentTarget }) => setForce(currentTarget.checked)}
        />
        <ErrorAlert error={error} withFields={false} />
        <ActionButton
          label={tenantTexts.transfer}
          scope="admin"
          disabledReason={isComplete ? null : tenantTexts.transferMissing}
          question={{
            title: tenantTexts.transferQuestion(number.trim()),
            text: tenantTexts.transferNote,
            action: tenantTexts.transfer,
          }}
          makeCall={() =>
            target === null
              ? null
              : call("POST", "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer", {
                  path: { tenant_id: tenantId, phone_number_id: number.trim() },
                  body: { tenant_id: target, ...(force && { force }) },
                })
          }
          onError={setError}
          onDone={() => {
            setError(null);
            setNumber("");
          }}
        />
      </Stack>
    </Paper>
  );
}
