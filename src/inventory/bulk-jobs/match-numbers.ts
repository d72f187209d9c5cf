import { agentsNamed, requireAgents } from "#inventory/agents/queries";
import type { AgentRow } from "#inventory/agents/table";
import { numbersNamed } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { agentsWithoutRedirect, redirectRefusal, refusalForNumber } from "#inventory/routing/require-redirect-allowed";
import { respelledNumber } from "#kernel/http/path-parameters";
import { type FieldError, Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { idPrefixes } from "#kernel/values/ids";
import type { BulkAction, Failure, RequestedChange } from "./action-step";
import { e164Problem } from "./name-number";

/** One number of the request: an entry of a list, or a line of a CSV file. */
export interface RequestedItem {
  readonly reference: string;
  /** The same number by another name, if the line has both. */
  readonly alsoNamed: string | null;
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
 * is a list, and fails the line if it is a file. An agent that may not answer a number fails that number's item.
 */
export async function matchNumbers(ctx: Context, { change, items }: BulkRequest): Promise<MatchedItem[]> {
  const wanted = change.agent_id === undefined ? [] : await requireAgents(ctx, [change.agent_id]);
  const onLines = await agentsOnLines(ctx, items);
  const agents = new Set(onLines.map(({ id }) => id));
  const withoutRedirect = await agentsWithoutRedirect(ctx, [...wanted, ...onLines]);
  const sound = items.filter(({ problem }) => problem === null);
  const named = await numbersNamed(
    ctx,
    sound.map(({ reference }) => respelledNumber(reference)),
  );
  const firstOf = new Map<string, RequestedItem>();
  const repeats: FieldError[] = [];
  const planned = items.map((asked, index): MatchedItem => {
    const number = (asked.problem === null && named.get(respelledNumber(asked.reference))) || null;
    if (asked.problem !== null) return fails(asked, number, "validation_failed", asked.problem);
    const contradiction = contradictionIn(asked, number);
    if (contradiction !== null) return fails(asked, number, "validation_failed", contradiction);
    const key = number?.id ?? asked.reference;
    const first = firstOf.get(key);
    if (first) {
      const detail = `${asked.reference} occurs twice, first ${first.line === null ? `as ${first.reference}` : `on line ${first.line}`}.`;
      repeats.push({ in: "body", pointer: `/phone_numbers/${index}`, detail });
      return fails(asked, number, "validation_failed", detail);
    }
    firstOf.set(key, asked);
    if (!number) return unknown(asked);
    const agentOnLine = asked.change?.agent_id;
    if (agentOnLine !== undefined && !agents.has(agentOnLine)) {
      return fails(asked, number, "agent_not_found", `There is no agent ${agentOnLine}.`);
    }
    const agentId = agentOnLine ?? change.agent_id;
    const isNewAgent = agentId !== undefined && agentId !== number.agentId;
    return isNewAgent && number.carrierAccountId === null && withoutRedirect.has(agentId)
      ? fails(asked, number, "redirect_not_allowed", redirectRefusal(agentId, refusalForNumber(number.e164)))
      : { asked, number, failure: null };
  });
  if (repeats.length > 0 && items.every(({ line }) => line === null)) {
    throw new Problem("validation_failed", "A bulk job may contain each number once.", { errors: repeats });
  }
  return planned;
}

/** The error of a line whose columns `id` and `phone_number` name different numbers. */
function contradictionIn({ reference, alsoNamed }: RequestedItem, number: NumberRow | null): string | null {
  if (!number || alsoNamed === null || alsoNamed === number.e164 || alsoNamed === number.id) return null;
  return `The id ${reference} is the number ${number.e164}, but phone_number is ${alsoNamed}. Correct one of them, or empty it.`;
}

function unknown(asked: RequestedItem): MatchedItem {
  const { reference, alsoNamed } = asked;
  if (reference.startsWith(`${idPrefixes.phoneNumber}_`)) {
    const also = alsoNamed === null ? "" : ` The line's phone_number is ${alsoNamed}.`;
    return fails(asked, null, "not_found", `There is no phone number ${reference}.${also}`);
  }
  const problem = e164Problem(reference);
  return problem === null
    ? fails(asked, null, "not_found", `There is no phone number ${reference}.`)
    : fails(asked, null, "validation_failed", `${problem} You have no number with these digits.`);
}

async function agentsOnLines(ctx: Context, items: readonly RequestedItem[]): Promise<AgentRow[]> {
  const named = new Set(items.flatMap(({ change }) => change?.agent_id ?? []));
  return await agentsNamed(ctx, [...named]);
}

const fails = (asked: RequestedItem, number: NumberRow | null, code: Failure["code"], detail: string): MatchedItem => ({
  asked,
  number,
  failure: { code, detail: asked.line === null ? detail : `line ${asked.line}: ${detail}` },
});
