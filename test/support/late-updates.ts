import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import worker from "#index";
import type { LateUpdate } from "#traffic/inbound/late-update";
import { interceptQueries } from "./database";

/** Updates that the database did not accept, and their way through the queue. */

/** Captures the messages that are sent to the queue, so that the test can deliver them itself with `deliver`. */
export function captureQueue(): LateUpdate[] {
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

/** Makes D1 fail every query whose text matches. Returns a function that ends this. */
export const failQueries = (words: RegExp): (() => void) =>
  interceptQueries((proceed, sql) => {
    if (words.test(sql)) throw new Error("D1_ERROR: away");
    return proceed();
  });
