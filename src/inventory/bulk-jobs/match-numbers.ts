import { agentsNamed, requireAgents } from "#inventory/agents/queries";
import { numbersNamed } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { type FieldError, Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { BulkAction, Failure, RequestedChange } from "./action-step";

/** One number of the request: an entry of a list, or a line of a CSV file. */
export interface RequestedItem {
  readonly reference: string;
  readonly line: number | null;
  /** The change of this line, if it differs from the request's. */
  readonly change: RequestedChange | null;
  /** The error in this line. */
  readonly problem: string | null;
}

export interface BulkRequest {
  readonly action: BulkAction;
  readonly change: RequestedChange;
  readonly items: readonly RequestedItem[];
}

export interface MatchedItem {
  readonly asked: RequestedItem;
  readonly number: NumberRow | null;
  /** The error that fails the item before it begins. */
  readonly failure: Failure | null;
}

/**
 * Looks up the numbers and agents of a request. A repeated number or an unknown agent refuses the whole request if it
 * is a list, and fails the line if it is a file.
 */
export async function matchNumbers(ctx: Context, { change, items }: BulkRequest): Promise<MatchedItem[]> {
  if (change.agent_id !== undefined) await requireAgents(ctx, [change.agent_id]);
  const agents = await agentsOnLines(ctx, items);
  const sound = items.filter(({ problem }) => problem === null);
  const named = await numbersNamed(
    ctx,
    sound.map(({ reference }) => reference),
  );
  const firstOf = new Map<string, RequestedItem>();
  const repeats: FieldError[] = [];
  const planned = items.map((asked, index): MatchedItem => {
    const number = (asked.problem === null && named.get(asked.reference)) || null;
    if (asked.problem !== null) return fails(asked, number, "validation_failed", asked.problem);
    const key = number?.id ?? asked.reference;
    const first = firstOf.get(key);
    if (first) {
      const detail = `${asked.reference} occurs twice, first ${first.line === null ? `as ${first.reference}` : `on line ${first.line}`}.`;
      repeats.push({ in: "body", pointer: `/phone_numbers/${index}`, detail });
      return fails(asked, number, "validation_failed", detail);
    }
    firstOf.set(key, asked);
    if (!number) return fails(asked, null, "not_found", `There is no phone number ${asked.reference}.`);
    const agentId = asked.change?.agent_id;
    return agentId === undefined || agents.has(agentId)
      ? { asked, number, failure: null }
      : fails(asked, number, "agent_not_found", `There is no agent ${agentId}.`);
  });
  if (repeats.length > 0 && items.every(({ line }) => line === null)) {
    throw new Problem("validation_failed", "A bulk job may contain each number once.", { errors: repeats });
  }
  return planned;
}

async function agentsOnLines(ctx: Context, items: readonly RequestedItem[]): Promise<ReadonlySet<string>> {
  const named = new Set(items.flatMap(({ change }) => change?.agent_id ?? []));
  return new Set((await agentsNamed(ctx, [...named])).map(({ id }) => id));
}

const fails = (asked: RequestedItem, number: NumberRow | null, code: Failure["code"], detail: string): MatchedItem => ({
  asked,
  number,
  failure: { code, detail: asked.line === null ? detail : `line ${asked.line}: ${detail}` },
});
