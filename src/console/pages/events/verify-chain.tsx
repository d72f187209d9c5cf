import { Button, Text } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { type Answer, call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import { CopyableId } from "../../components/copyable";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { eventTexts } from "../../strings/events";

type Verification = Answer<"GET", "/v1/events/verify">;

/** Checks the whole log part by part. `onPart` gets the last event of each part that is intact. */
async function verifyAll(onPart: (upTo: number) => void): Promise<{ result: Verification; checked: number }> {
  let checked = 0;
  let from: number | undefined;
  for (;;) {
    const query = from === undefined ? {} : { from_seq: from };
    const result = await call("GET", "/v1/events/verify", { query }).send();
    if (result.result === "altered") return { result, checked };
    checked += Math.max(0, result.to_seq - result.from_seq + 1);
    if (result.next_seq === null) return { result, checked };
    onPart(result.to_seq);
    from = result.next_seq;
  }
}

/** Checks that no event was changed, removed or moved, and says so plainly. */
export function VerifyChain() {
  const [progress, setProgress] = useState<number | null>(null);
  const [found, setFound] = useState<Awaited<ReturnType<typeof verifyAll>> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const verify = useCallback(async () => {
    setProgress(0);
    setError(null);
    try {
      setFound(await verifyAll(setProgress));
    } catch (failure) {
      setError(failure);
    } finally {
      setProgress(null);
    }
  }, []);
  usePaletteActions(useMemo(() => [{ id: "verify", label: eventTexts.verify, run: verify }], [verify]));
  const close = () => {
    setFound(null);
    setError(null);
  };
  const result = found?.result;
  const title = result && (result.result === "intact" ? eventTexts.intact : eventTexts.altered);
  return (
    <>
      <Button variant="default" loading={progress !== null} onClick={() => void verify()}>
        {eventTexts.verify}
      </Button>
      {progress !== null && progress > 0 && (
        <Text size="sm" role="status">
          {eventTexts.verifying(progress)}
        </Text>
      )}
      <Dialog
        opened={found !== null || error !== null}
        onClose={close}
        title={title ?? eventTexts.verify}
        closeButtonProps={{ "aria-label": eventTexts.close }}
      >
        <ErrorAlert error={error} onRetry={verify} />
        {result?.result === "intact" && (
          <>
            <Text role="status">{found?.checked ? eventTexts.intactText(found.checked) : eventTexts.intactEmpty}</Text>
            {result.unsealed > 0 && <Text size="sm">{eventTexts.unsealedText(result.unsealed)}</Text>}
            <Text size="sm" mt="sm" c="dimmed">
              {eventTexts.head}
            </Text>
            <CopyableId id={result.head.hash} />
          </>
        )}
        {result?.result === "altered" && (
          <Text role="alert" c="var(--mantine-color-error)">
            {eventTexts.alteredText(result.first_bad_seq, result.reason)}
          </Text>
        )}
      </Dialog>
    </>
  );
}
