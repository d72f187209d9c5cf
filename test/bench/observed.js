/**
 * Stands around a Worker of the benchmark, ours as the bare one: it knows when the work after an answer is done, and
 * counts what D1 reads and writes while it is asked to. It answers the paths below `/bench/` and passes on all others.
 *
 * `/bench/open` opens the database. `/bench/idle` answers when no request, `waitUntil` promise or queue message is left. `/bench/count` begins to count,
 * `/bench/counted` ends it and answers the sums. While nothing is counted, D1 is called as if nothing stood around it.
 */

let pending = 0;

function track(work) {
  pending += 1;
  const done = () => {
    pending -= 1;
  };
  work.then(done, done);
}

/**
 * Cloudflare keeps a line of the log as JSON. workerd would format it for a terminal instead, a work that no deployed
 * Worker does.
 */
for (const level of ["debug", "info", "log", "warn", "error"]) console[level] = (...line) => void JSON.stringify(line);

/** The prototypes whose method of this name is replaced. */
const replaced = new Map();

/** Replaces a method of all objects of this kind, once. */
function replace(object, name, wrap) {
  const prototype = Object.getPrototypeOf(object);
  const names = replaced.get(prototype) ?? new Set();
  replaced.set(prototype, names);
  if (names.has(name)) return;
  names.add(name);
  const original = prototype[name];
  if (typeof original !== "function") throw new Error(`workerd has no ${name} any more: look for what it is now.`);
  prototype[name] = wrap(original);
}

const trackingWaitUntil = (original) =>
  function waitUntil(work) {
    const promise = Promise.resolve(work);
    track(promise);
    return Reflect.apply(original, this, [promise]);
  };

/** Messages of a queue are work until their batch is done. */
const trackingSend = (countOf) => (original) =>
  function send(...args) {
    pending += countOf(...args);
    return Reflect.apply(original, this, args);
  };

let sums = null;

/** D1 answers what it read and wrote with every statement, whichever of its methods sent it. */
const countingSend = (original) =>
  async function sendOrThrow(...args) {
    const answer = await Reflect.apply(original, this, args);
    if (sums === null) return answer;
    sums.trips += 1;
    for (const { meta } of Array.isArray(answer) ? answer : [answer]) {
      sums.statements += 1;
      sums.rowsRead += meta.rows_read;
      sums.rowsWritten += meta.rows_written;
    }
    return answer;
  };

function instrument(env, ctx) {
  replace(ctx, "waitUntil", trackingWaitUntil);
  replace(env.DB.alwaysPrimarySession, "_sendOrThrow", countingSend);
  if (env.PURCHASES)
    replace(
      env.PURCHASES,
      "sendBatch",
      trackingSend(({ length }) => length),
    );
}

async function idle() {
  while (pending > 0) await scheduler.wait(1);
}

/** A Durable Object's class whose `waitUntil` counts, too. */
export const observedObject = (Class) =>
  class extends Class {
    constructor(ctx, env) {
      instrument(env, ctx);
      super(ctx, env);
    }
  };

export const observed = (worker) => ({
  async fetch(request, env, ctx) {
    instrument(env, ctx);
    switch (new URL(request.url).pathname) {
      case "/bench/open":
        await env.DB.prepare("select id from phone_numbers limit 1").first();
        return new Response();
      case "/bench/idle":
        await idle();
        return new Response();
      case "/bench/count":
        sums = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
        return new Response();
      case "/bench/counted": {
        await idle();
        const counted = sums;
        sums = null;
        return Response.json(counted);
      }
    }
    const answer = worker.fetch(request, env, ctx);
    track(answer);
    return await answer;
  },
  async queue(batch, env, ctx) {
    instrument(env, ctx);
    await worker.queue(batch, env, ctx);
    pending -= batch.messages.length;
  },
  scheduled: () => undefined,
});
