import { Button, Menu, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { boardTexts } from "../../strings/port-board";
import { common } from "../../strings/words";
import { openStatuses, type RequestStatus } from "../porting/request-status";
import type { PortingNumber } from "../porting-edit/use-all-numbers";
import { CustomerReason } from "./customer-reason";
import { emptyFoc, FocFields } from "./foc-fields";
import { ReasonSelect, type RejectionCode } from "./reason-select";
import { instantIn } from "./zoned-time";

type NumberMove = keyof typeof boardTexts.numberMoveNames;
type NumberStatus = PortingNumber["status"];

const unsettled: readonly NumberStatus[] = ["pending", "submitted", "foc_confirmed", "activating", "rejected"];

/** The moves of a number that operators make, by the statuses from which they start. */
const movesFrom: Readonly<Record<NumberMove, readonly NumberStatus[]>> = {
  send: ["pending", "rejected"],
  confirm_foc: unsettled,
  withdraw_foc: ["foc_confirmed", "activating"],
  start_activation: ["foc_confirmed"],
  reject: unsettled,
  cancel: unsettled,
};

const numberMoves: readonly NumberMove[] = [
  "send",
  "confirm_foc",
  "withdraw_foc",
  "start_activation",
  "reject",
  "cancel",
];

interface NumberMovesProps {
  readonly requestId: string;
  readonly requestStatus: RequestStatus;
  readonly number: PortingNumber;
  readonly onDone: () => unknown;
}

/** The moves of one number, for operators. */
export function NumberMoves({ requestId, requestStatus, number, onDone }: NumberMovesProps) {
  const [chosen, setChosen] = useState<NumberMove | null>(null);
  const isInPort = openStatuses.some((status) => status === requestStatus);
  const moves = isInPort ? numberMoves.filter((move) => movesFrom[move].includes(number.status)) : [];
  if (moves.length === 0) return <>{common.noValue}</>;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-xs" variant="default" aria-label={`${boardTexts.numberMoves} ${number.phone_number}`}>
            {boardTexts.numberMoves}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {moves.map((move) => (
            <Menu.Item key={move} onClick={() => setChosen(move)}>
              {boardTexts.numberMoveNames[move]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <NumberMoveDialog
          requestId={requestId}
          number={number}
          move={chosen}
          onClose={() => setChosen(null)}
          onDone={async () => {
            setChosen(null);
            await onDone();
          }}
        />
      )}
    </>
  );
}

interface NumberMoveDialogProps {
  readonly requestId: string;
  readonly number: PortingNumber;
  readonly move: NumberMove;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

function NumberMoveDialog({ requestId, number, move, onClose, onDone }: NumberMoveDialogProps) {
  const [reason, setReason] = useState("");
  const [foc, setFoc] = useState(emptyFoc);
  const [code, setCode] = useState<RejectionCode>("other");
  const [detail, setDetail] = useState("");
  const [error, setError] = useState<unknown>(null);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={boardTexts.numberMoveTitle(boardTexts.numberMoveNames[move], number.phone_number)}
    >
      <Stack gap="sm">
        <CustomerReason value={reason} error={messageFor("/reason")} onChange={setReason} />
        {move === "confirm_foc" && (
          <FocFields value={foc} onChange={setFoc} withEnd={false} errorAt={messageFor("/foc_at")} />
        )}
        {move === "reject" && (
          <>
            <ReasonSelect
              code={code}
              error={messageFor("/rejection/code") ?? messageFor("/rejection")}
              onChange={setCode}
            />
            <TextInput
              label={boardTexts.codeDetail}
              description={boardTexts.codeDetailHint}
              maxLength={500}
              value={detail}
              error={messageFor("/rejection/detail")}
              onChange={({ currentTarget }) => setDetail(currentTarget.value)}
            />
          </>
        )}
        <ErrorAlert error={error} withFields={false} />
        <div>
          <ActionButton
            label={boardTexts.numberMoveNames[move]}
            variant="filled"
            makeCall={() => {
              setError(null);
              return call(
                "POST",
                "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}/transitions/{number_move_name}",
                {
                  path: { porting_request_id: requestId, porting_number_id: number.id, number_move_name: move },
                  body: {
                    reason: reason.trim(),
                    ...(move === "confirm_foc" && { foc_at: instantIn(foc.at, foc.zone) ?? "" }),
                    ...(move === "reject" && {
                      rejection: { code, ...(detail.trim() !== "" && { detail: detail.trim() }) },
                    }),
                  },
                },
              );
            }}
            onError={setError}
            onDone={onDone}
          />
        </div>
      </Stack>
    </Dialog>
  );
}
