import { notificationsStore } from "@mantine/notifications";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../src/console/api/api-error";
import { type Call, call } from "../../src/console/api/call";
import { keepSession } from "../../src/console/api/session-state";
import { runAction } from "../../src/console/components/run-action";
import { waitForUndo } from "../../src/console/components/undo";
import { Feed, type FeedStatus } from "../../src/console/live/feed";

/** The live feed of a page over connections that break, and actions that wait for second thoughts. */

/** A connection that the test speaks for. */
class Socket {
  static readonly OPEN = 1;
  static opened: Socket[] = [];
  readonly url: URL;
  readonly sent: string[] = [];
  readyState = Socket.OPEN;
  isClosed = false;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(url: URL) {
    this.url = url;
    Socket.opened.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  end(code: number): void {
    this.onclose?.({ code });
  }
}

const event = (seq: number) => ({
  type: "event",
  event: { seq, type: "order.created", subject: { id: `ord_${seq}` } },
});

let heard: { readonly seqs: number[]; readonly statuses: FeedStatus[]; gaps: number };
let feed: Feed;
/** A feed that begins after this event. */
const feedAfter = (lastSeq: number | null): Feed =>
  new Feed(
    {
      onEvent: ({ seq }) => heard.seqs.push(seq),
      onStatus: (status) => heard.statuses.push(status),
      onGap: () => {
        heard.gaps += 1;
      },
    },
    lastSeq,
  );
let ticketStatus: number;

/** Lets the waits and answers of the feed pass. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  Socket.opened = [];
  ticketStatus = 201;
  heard = { seqs: [], statuses: [], gaps: 0 };
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("location", new URL("https://pm.example/console/"));
  vi.stubGlobal("fetch", async () => Response.json({ protocols: ["a"], code: "x" }, { status: ticketStatus }));
  feed = feedAfter(7);
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  keepSession(null);
});

async function opened(): Promise<Socket> {
  await pass(2_000);
  return Socket.opened.at(-1) ?? expect.unreachable("No connection was opened.");
}

describe("the feed", () => {
  test("resumes after the last event that it received, and says that it is stale meanwhile", async () => {
    feed.start();
    await pass();
    const first = Socket.opened[0] ?? expect.unreachable("No connection was opened.");
    expect(first.url.href).toBe("wss://pm.example/v1/live?after_seq=7");
    first.say({ type: "hello", seq: 7, after_seq: 7 });
    first.say(event(8));
    first.end(1006);
    expect(heard.statuses).toEqual(["live", "stale"]);
    const second = await opened();
    expect(second.url.searchParams.get("after_seq")).toBe("8");
    second.say({ type: "hello", seq: 10, after_seq: 8 });
    second.say(event(9));
    second.say(event(10));
    second.say({ type: "caught_up", seq: 10 });
    expect(heard).toEqual({ seqs: [8, 9, 10], statuses: ["live", "stale", "catching_up", "live"], gaps: 0 });
  });

  test("has everything read again when events are missing, or when its place is none of this log", async () => {
    feed.start();
    await pass();
    Socket.opened[0]?.say({ type: "hello", seq: 7, after_seq: 7 });
    Socket.opened[0]?.say({ type: "gap", after_seq: 7, next_seq: 20 });
    expect(heard.gaps).toBe(1);
    Socket.opened[0]?.end(1006);
    expect((await opened()).url.searchParams.get("after_seq")).toBe("19");
    Socket.opened.at(-1)?.end(4409);
    const anew = await opened();
    expect(anew.url.searchParams.get("after_seq")).toBeNull();
    // Not before: an answer that is read until then may lack what happens until then.
    expect(heard.gaps).toBe(1);
    anew.say({ type: "hello", seq: 3, after_seq: 3 });
    expect(heard.gaps).toBe(2);
    anew.end(1006);
    expect((await opened()).url.searchParams.get("after_seq")).toBe("3");
  });

  test("begins after the event that it is given, with all that came before its first connection", async () => {
    feed.start();
    await pass();
    Socket.opened[0]?.say({ type: "hello", seq: 9, after_seq: 7 });
    for (const seq of [8, 9]) Socket.opened[0]?.say(event(seq));
    Socket.opened[0]?.say({ type: "caught_up", seq: 9 });
    expect(heard).toEqual({ seqs: [8, 9], statuses: ["catching_up", "live"], gaps: 0 });
    expect(feed.lastSeq).toBe(9);
  });

  test("has everything read again at its first connection if it is not given where to begin", async () => {
    feed = feedAfter(null);
    feed.start();
    await pass();
    expect(Socket.opened[0]?.url.href).toBe("wss://pm.example/v1/live");
    expect(heard.gaps).toBe(0);
    Socket.opened[0]?.say({ type: "hello", seq: 9, after_seq: 9 });
    expect(heard).toEqual({ seqs: [], statuses: ["live"], gaps: 1 });
    expect(feed.lastSeq).toBe(9);
  });

  test.each([4410, 4423])("does not come back after the final close code %i", async (code) => {
    feed.start();
    await pass();
    Socket.opened[0]?.end(code);
    await pass(120_000);
    expect(Socket.opened).toHaveLength(1);
    expect(heard.statuses).toEqual(["unavailable"]);
  });

  test("asks a silent connection for a sign of life, then gives it up for another", async () => {
    feed.start();
    await pass();
    const [silent] = Socket.opened;
    silent?.say({ type: "hello", seq: 7, after_seq: 7 });
    await pass(25_000);
    expect(silent?.sent).toEqual([JSON.stringify({ type: "ping" })]);
    await pass(60_000);
    expect(silent?.isClosed).toBe(true);
    expect(Socket.opened.length).toBeGreaterThan(1);
    silent?.say(event(8));
    expect(heard.seqs).toEqual([]);
  });

  test("says that there is none for a key that may not read events, and waits longer after each failure", async () => {
    ticketStatus = 403;
    feed.start();
    await pass(60_000);
    expect(heard.statuses).toEqual(["unavailable"]);
    feed.stop();
    ticketStatus = 503;
    const asked = vi.fn(async () => Response.json({ code: "x" }, { status: ticketStatus }));
    vi.stubGlobal("fetch", asked);
    feed.start();
    await pass(2_000);
    const early = asked.mock.calls.length;
    expect(early).toBeGreaterThan(1);
    await pass(60_000);
    expect(asked.mock.calls.length).toBeLessThan(early + 15);
  });
});

/** What a click on the button within a notification does. */
function clickIn(node: unknown): (() => void) | null {
  if (Array.isArray(node)) return node.map(clickIn).find((click) => click !== null) ?? null;
  if (typeof node !== "object" || node === null || !("props" in node)) return null;
  const { props } = node;
  if (typeof props !== "object" || props === null) return null;
  if ("onClick" in props) {
    const { onClick } = props;
    return typeof onClick === "function" ? () => void onClick() : null;
  }
  return "children" in props ? clickIn(props.children) : null;
}

describe("an action that can be taken back", () => {
  test("happens when some seconds have passed, and not before", async () => {
    const done = vi.fn();
    void waitForUndo("Release").then(done);
    await pass(5_000);
    expect(done).not.toHaveBeenCalled();
    await pass(2_000);
    expect(done).toHaveBeenCalledWith(true);
  });

  test("does not happen any more once its button was pressed", async () => {
    const done = vi.fn();
    void waitForUndo("Release").then(done);
    const message = notificationsStore.getState().notifications.at(-1)?.message;
    clickIn(message)?.();
    await pass(20_000);
    expect(done.mock.calls).toEqual([[false]]);
  });
});

describe("a change that another person's change came before", () => {
  const refusal = (code: string) =>
    new ApiError(412, { code, detail: "no" }, { method: "PATCH", url: "", requestId: null });
  const refused = (code: string): Call<unknown> => ({
    ...call("GET", "/v1/me"),
    send: async () => {
      throw refusal(code);
    },
  });
  const shown = () => notificationsStore.getState().notifications.map(({ message }) => message);

  test("says so, has the newest version read, and shows no error besides", async () => {
    notificationsStore.setState((state) => ({ ...state, notifications: [] }));
    const onConflict = vi.fn();
    await runAction({ label: "Save", makeCall: () => refused("stale_version"), onConflict });
    expect(onConflict).toHaveBeenCalledOnce();
    expect(shown()).toEqual([expect.stringContaining("another person or program made a change meanwhile")]);
  });

  test("differs from another refusal, which shows its error", async () => {
    notificationsStore.setState((state) => ({ ...state, notifications: [] }));
    const onConflict = vi.fn();
    await runAction({ label: "Save", makeCall: () => refused("other"), onConflict });
    expect(onConflict).not.toHaveBeenCalled();
    expect(shown()).toEqual([expect.objectContaining({ props: { error: refusal("other") } })]);
  });
});
