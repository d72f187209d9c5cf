import { Button, Tooltip } from "@mantine/core";
import { useState } from "react";
import { boardTexts } from "../../strings/port-board";
import { nameOfRequest } from "../porting/porting-columns";
import type { PortingRequest } from "../porting/request-status";
import { type BoardMove, MoveDialog } from "./move-dialog";

/** Moves that customers make as well have buttons of their own. */
const ownButtons: readonly string[] = ["submit", "resubmit", "request_cancellation", "discard"];

interface OperatorMovesProps {
  readonly request: PortingRequest;
  readonly etag: string | undefined;
  readonly onDone: () => unknown;
}

/** The moves that only operators make. */
export function OperatorMoves({ request, etag, onDone }: OperatorMovesProps) {
  const [chosen, setChosen] = useState<BoardMove | null>(null);
  const moves = request.allowed_transitions.filter(({ name }) => !ownButtons.includes(name));
  return (
    <>
      {moves.map((move) => (
        <Tooltip key={move.name} label={move.blocked_by?.detail ?? move.summary}>
          <Button
            variant="default"
            data-disabled={move.blocked_by ? true : undefined}
            aria-disabled={move.blocked_by ? true : undefined}
            aria-description={move.blocked_by?.detail}
            onClick={() => !move.blocked_by && setChosen(move)}
          >
            {boardTexts.moveNames[move.name]}
          </Button>
        </Tooltip>
      ))}
      {chosen && (
        <MoveDialog
          id={request.id}
          name={nameOfRequest(request)}
          moves={moves}
          etag={etag}
          first={chosen}
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
