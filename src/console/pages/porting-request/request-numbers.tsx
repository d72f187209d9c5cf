import { type ReactNode, useMemo } from "react";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { NumberLink } from "../../components/number-link";
import { pagesState } from "../../components/pages-state";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { requestTexts } from "../../strings/porting-request";
import { common } from "../../strings/words";
import { NumberMoves } from "../port-board/number-moves";
import { useIsOperator } from "../porting/porting-scope";
import type { PortingRequest } from "../porting/request-status";
import { type PortingNumber, useAllNumbers } from "../porting-edit/use-all-numbers";

const texts = requestTexts.numbers;

/** Why the number does not move, or how its text messages stand, which move apart from calls. */
function noteOf({ rejection, messaging_status }: PortingNumber): ReactNode {
  if (rejection) return <span title={rejection.detail}>{rejection.detail}</span>;
  return messaging_status === "not_applicable" ? common.noValue : texts.messages(messaging_status.replaceAll("_", " "));
}

const numberColumns: readonly Column<PortingNumber>[] = [
  {
    id: "number",
    header: texts.columns.number,
    width: "minmax(9.5rem, 1fr)",
    cell: ({ phone_number, phone_number_id, status }) => (
      <NumberLink number={phone_number} id={status === "ported" ? phone_number_id : null} />
    ),
  },
  {
    id: "status",
    header: texts.columns.status,
    width: "7.5rem",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "date",
    header: texts.columns.date,
    width: "10.5rem",
    hideOnPhone: true,
    cell: ({ foc_at }) => <Time at={foc_at} />,
  },
  {
    id: "note",
    header: texts.columns.note,
    width: "minmax(6rem, 1.4fr)",
    hideOnPhone: true,
    cell: noteOf,
  },
];

interface RequestNumbersProps {
  readonly request: PortingRequest;
  readonly onChanged: () => unknown;
}

/** The numbers of a request, each with its own status. */
export function RequestNumbers({ request, onChanged }: RequestNumbersProps) {
  const list = useAllNumbers(request.id);
  const isOperator = useIsOperator();
  const columns = useMemo(
    (): readonly Column<PortingNumber>[] =>
      isOperator
        ? [
            ...numberColumns,
            {
              id: "move",
              header: texts.columns.move,
              width: "6rem",
              cell: (number) => (
                <NumberMoves
                  requestId={request.id}
                  requestStatus={request.status}
                  number={number}
                  onDone={async () => {
                    await list.refetch();
                    await onChanged();
                  }}
                />
              ),
            },
          ]
        : numberColumns,
    [isOperator, request.id, request.status, list.refetch, onChanged],
  );
  return (
    <DataTable
      label={texts.title}
      columns={columns}
      rows={list.rows}
      idOf={({ id }) => id}
      nameOf={({ phone_number }) => phone_number}
      {...pagesState(list)}
      empty={
        <EmptyState title={texts.none} text={texts.noneHint}>
          <LinkButton to="/porting/$id/edit" params={{ id: request.id }}>
            {requestTexts.edit}
          </LinkButton>
        </EmptyState>
      }
      height="22rem"
    />
  );
}
