import { useCallback, useMemo } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useScope } from "../../app/use-session";
import { sayWhyNot } from "../../components/gated-button";
import { runAction } from "../../components/run-action";
import { useRefresh } from "../../live/use-refresh";
import { buyTexts } from "../../strings/buy";

export type Hold = Answer<"GET", "/v1/reservations/{reservation_id}">;

const liveHolds = call("GET", "/v1/reservations", { query: { status: "held", limit: 200 } });

/** The tenant's live holds by number. They follow the feed. */
export function useHolds(): ReadonlyMap<string, Hold> {
  const { data } = useCall(liveHolds);
  return useMemo(() => new Map(data?.data.map((hold) => [hold.phone_number, hold])), [data]);
}

export const holdCall = (phoneNumber: string) =>
  call("POST", "/v1/reservations", { body: { phone_number: phoneNumber } });

export const extendCall = (id: string) =>
  call("POST", "/v1/reservations/{reservation_id}/extend", { path: { reservation_id: id }, body: {} });

export const cancelHoldCall = (id: string) =>
  call("DELETE", "/v1/reservations/{reservation_id}", { path: { reservation_id: id } });

/** Holds a number by a key, or extends its hold, and says what came of it. */
export function useHoldByKey() {
  const refresh = useRefresh();
  const holds = useHolds();
  const missing = useScope("numbers:write");
  return useCallback(
    (phoneNumber: string) => {
      if (missing !== null) return sayWhyNot(missing);
      const hold = holds.get(phoneNumber);
      return runAction({
        label: hold ? buyTexts.extend : buyTexts.hold,
        makeCall: () => (hold ? extendCall(hold.id) : holdCall(phoneNumber)),
        doneMessage: hold ? buyTexts.extended(phoneNumber) : buyTexts.held(phoneNumber),
        onDone: () => refresh("/v1/reservations"),
      });
    },
    [refresh, holds, missing],
  );
}
