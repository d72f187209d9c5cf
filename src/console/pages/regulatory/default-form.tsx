import { Alert, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { keyOf } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { useRefresh } from "../../live/use-refresh";
import { regulatoryTexts } from "../../strings/regulatory";
import type { NumberType } from "../buy/search-query";

interface DefaultFormProps {
  readonly country: string;
  readonly type: NumberType;
}

/** The default documents with the version that a change is based on; `null`: there are none yet. */
function useDefault(country: string, type: NumberType) {
  const read = call("GET", "/v1/regulatory-defaults/{country}/{type}", { path: { country, type } });
  return useQuery({
    queryKey: [...keyOf(read), "version"],
    queryFn: async ({ signal }) => {
      try {
        const { data, response } = await read.sendForResponse(signal);
        return { data, etag: response.headers.get("etag") ?? undefined };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

/** Sets the documents that orders of a country and type use. */
export function DefaultForm({ country, type }: DefaultFormProps) {
  const { data: stored, error: readError, refetch } = useDefault(country, type);
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
        <ErrorAlert error={readError} onRetry={refetch} />
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
