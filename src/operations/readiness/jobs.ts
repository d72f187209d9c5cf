import { askAgent } from "#inventory/agents/check-agent";
import { everyAgent } from "#inventory/agents/queries";
import { noteCheck } from "#inventory/agents/store-check";
import { numbersOfAllTenants } from "#inventory/phone-numbers/job-reads";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { evaluateDirtyNumbers, evaluateDirtyPage } from "./judge-marks";
import { evaluateNumbers } from "./judge-numbers";
import { dirtyAfter, isOfNumber } from "./queries";

/** Numbers that a slice judges: some reads in one batch, and three writes for each verdict that changed. */
export const NUMBERS_AT_ONCE = 300;
/** Agents that a slice asks; each takes up to four requests. */
const AGENTS_AT_ONCE = 40;
/** How many are asked at the same time: Workers keep six connections open at once. */
const ASKED_TOGETHER = 6;
/** How often a slice reads numbers of agents. */
const PAGES_OF_AGENTS = 10;

/** What was not judged right after it changed (`judge-marks.ts`) is within a minute. */
export const evaluateChangesJob: Job = {
  name: "readiness-changes",
  description: "Judges the numbers anew whose routing, agent, state or set-up at the carrier changed.",
  cron: "* * * * *",
  slice: judgeDue,
};

/** Heals what no change tells of: webhooks that are refused, messages that are not delivered, marks that were lost. */
export const evaluateAllJob: Job = {
  name: "readiness",
  description: "Judges every number anew, a part of them at a time.",
  cron: "*/15 * * * *",
  slice: judgeEvery,
};

export const checkAgentsJob: Job = {
  name: "agent-health",
  description: "Asks where agents' calls go whether anybody is there.",
  cron: "*/10 * * * *",
  slice: askSome,
};

async function judgeEvery(ctx: Context, cursor: string | null): Promise<Slice> {
  const numbers = await numbersOfAllTenants(ctx, { after: cursor ?? "", limit: NUMBERS_AT_ONCE });
  const ids = numbers.map(({ id }) => id);
  const { changed } = await evaluateNumbers(ctx, ids);
  const next = ids.length < NUMBERS_AT_ONCE ? null : (ids.at(-1) ?? null);
  return { counted: { numbers: ids.length, changed }, errors: [], next };
}

/** Marks are taken in their order. An agent keeps its mark until the last of its numbers is judged, over slices and runs. */
async function judgeDue(ctx: Context, cursor: string | null, hasTime: () => boolean): Promise<Slice> {
  const due = await dirtyAfter(ctx, cursor ?? "", NUMBERS_AT_ONCE);
  const { numbers, changed } = await evaluateDirtyNumbers(ctx, due.filter(isOfNumber));
  const counted = { numbers, changed };
  const errors: JobError[] = [];
  let pages = PAGES_OF_AGENTS;
  for (const mark of due.filter((each) => !isOfNumber(each))) {
    let place: string | null = mark.after;
    while (place !== null) {
      if (pages === 0 || !hasTime()) return { counted, errors, next: cursor ?? "" };
      pages -= 1;
      try {
        const page = await evaluateDirtyPage(ctx, mark, { after: place, limit: NUMBERS_AT_ONCE });
        counted.numbers += page.numbers;
        counted.changed += page.changed;
        place = page.next;
      } catch (error) {
        errors.push({ at: mark.subject, error: describeError(error) });
        break;
      }
    }
  }
  const next = due.length < NUMBERS_AT_ONCE ? null : (due.at(-1)?.subject ?? null);
  return { counted, errors, next };
}

async function askSome(ctx: Context, cursor: string | null, hasTime: () => boolean): Promise<Slice> {
  const agents = await everyAgent(ctx, { after: cursor ?? "", limit: AGENTS_AT_ONCE });
  const counted = { asked: 0, failed: 0 };
  const errors: JobError[] = [];
  for (let at = 0; at < agents.length; at += ASKED_TOGETHER) {
    if (!hasTime()) return { counted, errors, next: agents[at - 1]?.id ?? cursor };
    const ask = async (agent: (typeof agents)[number]) => {
      try {
        const { result, steps } = await askAgent(ctx, agent);
        await noteCheck(ctx, agent, { result, detail: steps.at(-1)?.detail ?? "" });
        counted.asked += 1;
        counted.failed += result === "failed" ? 1 : 0;
      } catch (error) {
        errors.push({ at: agent.id, error: describeError(error) });
      }
    };
    await Promise.all(agents.slice(at, at + ASKED_TOGETHER).map(ask));
  }
  const next = agents.length < AGENTS_AT_ONCE ? null : (agents.at(-1)?.id ?? null);
  return { counted, errors, next };
}
