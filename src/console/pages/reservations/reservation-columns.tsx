import { Button, Group } from "@mantine/core";
import { ActionButton } from "../../components/action-button";
import type { Column } from "../../components/data-table";
import { NumberLink } from "../../components/number-link";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Countdown } from "../../components/time";
import { useRefresh } from "../../live/use-refresh";
import { buyTexts } from "../../strings/buy";
import { reservationsTexts } from "../../strings/reservations";
import { common } from "../../strings/words";
import { cancelHoldCall, extendCall, type Hold } from "../buy/use-holds";

const { columns: headers } = reservationsTexts;

const facts: readonly Column<Hold>[] = [
  {
    id: "number",
    header: headers.number,
    width: "minmax(9rem, 1.2fr)",
    cell: ({ phone_number, phone_number_id }) => <NumberLink number={phone_number} id={phone_number_id} />,
  },
  {
    id: "status",
    header: headers.status,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "left",
    header: headers.left,
    width: "4.5rem",
    cell: ({ status, expires_at }) => (status === "held" ? <Countdown until={expires_at} /> : common.noValue),
  },
  {
    id: "created",
    header: headers.created,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

/** The columns of reservations. `buy` puts a held number into the cart. */
export const reservationColumns = (buy: (hold: Hold) => void): readonly Column<Hold>[] => [
  ...facts,
  {
    id: "actions",
    header: headers.actions,
    width: "var(--hold-actions)",
    cell: (hold) => (hold.status === "held" ? <HoldActions hold={hold} buy={buy} /> : null),
  },
];

interface HoldActionsProps {
  readonly hold: Hold;
  readonly buy: (hold: Hold) => void;
}

function HoldActions({ hold, buy }: HoldActionsProps) {
  const refresh = useRefresh();
  const style = {
    size: "compact-xs",
    scope: "numbers:write",
    onDone: () => refresh("/v1/reservations"),
    doneMessage: null,
  } as const;
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        size="compact-xs"
        aria-label={reservationsTexts.buyHint(hold.phone_number)}
        title={reservationsTexts.buyHint(hold.phone_number)}
        onClick={() => buy(hold)}
      >
        {reservationsTexts.buy}
      </Button>
      {/* On a phone the cart has these two. */}
      <Group gap={6} wrap="nowrap" visibleFrom="sm">
        <ActionButton {...style} label={buyTexts.extend} makeCall={() => extendCall(hold.id)} />
        <ActionButton {...style} label={buyTexts.cancelHold} makeCall={() => cancelHoldCall(hold.id)} />
      </Group>
    </Group>
  );
}
