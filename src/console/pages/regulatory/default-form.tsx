import { Alert, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { useRefresh } from "../../live/use-refresh";
import { regulatoryTexts } from "../../strings/regulatory";
import type { NumberType } from "../buy/search-query";

interface DefaultFormProps {
  readonly country: string;
  readonly type: NumberType;
}

/** Sets the documents that orders of a country and type use. */
export function DefaultForm({ country, type }: DefaultFormProps) {
  const made = call("GET", "/v1/regulatory-defaults/{country}/{type}", { path: { country, type } });
  const { data, error: readError, refetch } = useVersioned(made);
  const isMissing = readError instanceof ApiError && readError.status === 404;
  const stored = isMissing ? null : data;
  const [address, setAddress] = useState("");
  const [bundle, setBundle] = useState("");
  const [error, setError] = useState<unknown>(null);
  const refresh = useRefresh();
  useEffect(() => {
    setAddress(stored?.data.address_sid ?? "");
    setBundle(stored?.data.bundle_sid ?? "");
  }, [stored]);
  const apiError = error instanceof ApiError ? error : null;
  const hasConflict = apiError?.code === "stale_version";
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="default-form">
      <Title order={3} id="default-form" mb="sm">
        {regulatoryTexts.setDefault}
      </Title>
      <Stack gap="sm">
        <ErrorAlert error={isMissing ? null : readError} onRetry={refetch} />
        <TextInput
          label={regulatoryTexts.addressSid}
          description={regulatoryTexts.addressSidHint}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          error={apiError?.messageFor("/address_sid")}
          spellCheck={false}
        />
        <TextInput
          label={regulatoryTexts.bundleSid}
          description={regulatoryTexts.bundleSidHint}
          value={bundle}
          onChange={({ currentTarget }) => setBundle(currentTarget.value)}
          error={apiError?.messageFor("/bundle_sid")}
          spellCheck={false}
        />
        {hasConflict ? (
          <Alert color="orange" variant="light" role="alert">
            {regulatoryTexts.conflict}
          </Alert>
        ) : (
          <ErrorAlert error={error} withFields={false} />
        )}
        <ActionButton
          label={regulatoryTexts.save}
          variant="filled"
          scope="numbers:write"
          makeCall={() =>
            call("PUT", "/v1/regulatory-defaults/{country}/{type}", {
              path: { country, type },
              body: { address_sid: address.trim() || null, bundle_sid: bundle.trim() || null },
              ifMatch: stored?.etag,
            })
          }
          doneMessage={regulatoryTexts.saved}
          onDone={() => {
            setError(null);
            return refresh("/v1/regulatory-defaults", "/v1/orders/quote");
          }}
          onError={(failure) => {
            setError(failure);
            if (failure instanceof ApiError && failure.code === "stale_version") void refetch();
          }}
        />
      </Stack>
    </Paper>
  );
}
