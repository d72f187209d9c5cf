import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import worker from "#index";
import type { LateUpdate } from "#traffic/inbound/late-update";
import { interpose } from "./database";

/** What was told while the database was away, and its way through the queue. */

/** Keeps what is put into the queue, to deliver it by hand. */
export function heldBack(): LateUpdate[] {
  const held: LateUpdate[] = [];
  vi.spyOn(Object.getPrototypeOf(env.RECORDS), "send").mockImplementation(async (record) => {
    held.push(JSON.parse(JSON.stringify(record)));
  });
  return held;
}

export async function deliver(queue: "records" | "records-dead", records: readonly unknown[]) {
  const timestamp = new Date();
  const sent = records.map((body, index) => ({ id: `m${index}`, timestamp, attempts: 1, body }));
  const batch = createMessageBatch(queue, sent);
  const execution = createExecutionContext();
  await worker.queue(batch, env, execution);
  return await getQueueResult(batch, execution);
}

/** D1 refuses the queries that these words are in; answers how to have it back. */
export const away = (words: RegExp): (() => void) =>
  interpose((proceed, sql) => {
    if (words.test(sql)) throw new Error("D1_ERROR: away");
    return proceed();
  });
