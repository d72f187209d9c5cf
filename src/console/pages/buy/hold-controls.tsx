import { Box, Group } from "@mantine/core";
import { ActionButton } from "../../components/action-button";
import { Countdown } from "../../components/time";
import { useRefresh } from "../../live/use-refresh";
import { buyTexts } from "../../strings/buy";
import { cancelHoldCall, extendCall, type Hold, holdCall } from "./use-holds";

interface HoldControlsProps {
  readonly phoneNumber: string;
  readonly hold: Hold | undefined;
  /** Leaves out what ends the hold, where there is little room. */
  readonly isShort?: boolean;
}

/** Holds a number, or shows how long it is held still, with what extends or ends the hold. */
export function HoldControls({ phoneNumber, hold, isShort = false }: HoldControlsProps) {
  const refresh = useRefresh();
  const onDone = () => refresh("/v1/reservations");
  const style = { size: "compact-xs", scope: "numbers:write", onDone, doneMessage: null } as const;
  if (!hold) return <ActionButton {...style} label={buyTexts.hold} makeCall={() => holdCall(phoneNumber)} />;
  return (
    <Group gap={6} wrap="nowrap">
      <Countdown until={hold.expires_at} />
      <Box {...(isShort && { visibleFrom: "sm" })}>
        <ActionButton {...style} label={buyTexts.extend} makeCall={() => extendCall(hold.id)} />
      </Box>
      {!isShort && <ActionButton {...style} label={buyTexts.cancelHold} makeCall={() => cancelHoldCall(hold.id)} />}
    </Group>
  );
}
