import { Loader, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../../api/call";
import { useScope } from "../../app/use-session";
import { ErrorAlert } from "../../components/error-alert";
import { editTexts } from "../../strings/porting-edit";

/** Makes a draft at once and opens it, so that nothing that is typed can be lost. */
export function NewPage() {
  const navigate = useNavigate();
  const missing = useScope("porting:write");
  const [error, setError] = useState<unknown>(null);
  // The same key for the same visit: a repeated request makes no second draft.
  const key = useRef(crypto.randomUUID());
  const create = useCallback(async () => {
    setError(null);
    try {
      const made = await call("POST", "/v1/porting-requests", { body: {}, idempotencyKey: key.current }).send();
      await navigate({ to: "/porting/$id/edit", params: { id: made.id }, search: { step: "numbers" }, replace: true });
    } catch (failure) {
      setError(failure);
    }
  }, [navigate]);
  const isMissing = missing !== null;
  const hasStarted = useRef(false);
  useEffect(() => {
    if (isMissing || hasStarted.current) return;
    hasStarted.current = true;
    void create();
  }, [isMissing, create]);
  if (missing) return <Text>{missing}</Text>;
  if (error) return <ErrorAlert error={error} onRetry={create} />;
  return (
    <Stack align="center" py="xl" role="status">
      <Loader />
      <Text>{editTexts.creating}</Text>
    </Stack>
  );
}
