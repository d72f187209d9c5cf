import { Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../../../api/call";
import { ActionButton } from "../../../components/action-button";
import { portingCheckTexts } from "../../../strings/porting-check";
import { editTexts } from "../../../strings/porting-edit";
import { useIsOperator } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import type { PortingNumber } from "../use-all-numbers";

const texts = editTexts.numbers;
/** A check of a thousand numbers takes some seconds at Twilio. */
const POLL_MS = 1_000;
const MAX_POLLS = 60;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface CheckButtonProps {
  readonly numbers: readonly PortingNumber[];
  readonly onChecked: () => unknown;
}

/** Asks Twilio about the request's numbers, and then checks the request again with what it says. */
export function CheckButton({ numbers, onChecked }: CheckButtonProps) {
  const { id } = useDraftHere();
  const isOperator = useIsOperator();
  const [progress, setProgress] = useState<string | null>(null);
  if (isOperator || numbers.length === 0) return null;
  return (
    <div>
      <ActionButton
        size="compact-sm"
        label={texts.check}
        scope="porting:write"
        makeCall={() =>
          call("POST", "/v1/portability-checks", {
            body: { phone_numbers: numbers.map(({ phone_number }) => phone_number) },
          })
        }
        doneMessage={null}
        onDone={async (made) => {
          let check = made;
          for (let polls = 0; check.status === "processing" && polls < MAX_POLLS; polls += 1) {
            setProgress(
              portingCheckTexts.result.running(check.counts.total - check.counts.pending, check.counts.total),
            );
            await pause(POLL_MS);
            check = await call("GET", "/v1/portability-checks/{portability_check_id}", {
              path: { portability_check_id: made.id },
            }).send();
          }
          await call("POST", "/v1/porting-requests/{porting_request_id}/preflight", {
            path: { porting_request_id: id },
          }).send();
          setProgress(portingCheckTexts.summary(check.counts));
          await onChecked();
        }}
      />
      <Text size="xs" c="dimmed" role="status" mt={2}>
        {progress ?? texts.checkHint}
      </Text>
    </div>
  );
}
