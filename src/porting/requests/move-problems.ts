// Pure: no I/O, no clock, no randomness.
import { Problem } from "#kernel/http/problem";
import type { MoveRefusal } from "../rules/plan-move";
import { guards, legalTransitions, type PortingActor, type TransitionName } from "../rules/transitions";
import type { PortingRequestRow } from "./table";

type Refused = Pick<PortingRequestRow, "id" | "status" | "path">;

/** The problem of a move that the tables do not allow, with the moves that they do. */
export function illegalMove(request: Refused, actor: PortingActor, detail: string): Problem {
  const allowed_transitions = legalTransitions(request, actor);
  const ways =
    allowed_transitions.length === 0
      ? " You cannot move it now."
      : ` You can: ${allowed_transitions.map((name) => `\`${name}\``).join(", ")}.`;
  return new Problem("illegal_transition", detail + ways, { more: { allowed_transitions } });
}

/** The problem of a transition from a status that it does not start from, or by an actor who may not make it. */
export const illegalTransition = (request: Refused, actor: PortingActor, name: TransitionName): Problem =>
  illegalMove(request, actor, `${request.id} is ${request.status}, and \`${name}\` is not possible from there.`);

/** The problem that says why a command was refused. `name`: the transition that was asked for. */
export function moveProblem(
  request: Refused,
  actor: PortingActor,
  name: TransitionName | undefined,
  refusal: MoveRefusal,
): Problem {
  switch (refusal.kind) {
    case "illegal":
      return illegalTransition(request, actor, name ?? "discard");
    case "guarded":
      return illegalMove(request, actor, guards[refusal.guard]);
    case "missing":
      return new Problem("validation_failed", `\`${name}\` needs \`${refusal.field}\`. (body/${refusal.field})`, {
        errors: [{ in: "body", pointer: `/${refusal.field}`, detail: `\`${name}\` needs this field.` }],
      });
    case "illegal_number": {
      const { number } = refusal;
      const detail = `${number.e164} is ${number.status} in a request that is ${request.status}, and \`${refusal.name}\` is not possible from there.`;
      return illegalMove(request, actor, detail);
    }
  }
}
