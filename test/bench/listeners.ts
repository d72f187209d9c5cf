import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Audience } from "./live.ts";

/**
 * WebSocket clients that do as little as can be done, as it is not they who are measured: they find where each frame ends,
 * count events, and acknowledge what is to be acknowledged.
 */

const EVENT = Buffer.from('{"type":"event"');
const POSITION = Buffer.from('{"type":"position"');

/** A short text frame as clients send it: masked, here with zeros. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

interface Listener {
  readonly onEvent: () => void;
  readonly onClosed: () => void;
}

/** Opens a connection and calls back for every event, and when the server closes it. */
function listen(url: URL, headers: Readonly<Record<string, string>>, { onEvent, onClosed }: Listener): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    socket.setNoDelay(true);
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    let rest = Buffer.alloc(0);
    let isOpen = false;
    socket.on("error", reject);
    socket.on("end", onClosed);
    socket.on("data", (data) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (!isOpen) {
        const end = rest.indexOf("\r\n\r\n");
        if (end === -1) return;
        if (!rest.subarray(0, 12).equals(Buffer.from("HTTP/1.1 101"))) reject(new Error(rest.toString()));
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve(socket);
      }
      for (;;) {
        const short = (rest[1] ?? 0) & 0x7f;
        const head = short === 126 ? 4 : 2;
        if (rest.length < head) break;
        const length = short === 126 ? rest.readUInt16BE(2) : short;
        if (rest.length < head + length) break;
        const payload = rest.subarray(head, head + length);
        if (payload.subarray(0, EVENT.length).equals(EVENT)) onEvent();
        else if (payload.subarray(0, POSITION.length).equals(POSITION)) {
          socket.write(textFrame(`{"type":"ack","seq":${JSON.parse(payload.toString()).seq}}`));
        }
        rest = rest.subarray(head + length);
      }
    });
  });
}

/** So many clients, who are counted together. */
export async function gather(
  count: number,
  url: URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<Audience> {
  let heard: number[] = [];
  let wanted = Number.POSITIVE_INFINITY;
  let done: (() => void) | null = null;
  let fail: ((reason: Error) => void) | null = null;
  const sockets: Socket[] = [];
  const onEvent = (): void => {
    heard.push(performance.now());
    if (heard.length === wanted) done?.();
  };
  const onClosed = (): void => fail?.(new Error(`${url.host} closed the connection of a listener.`));
  for (let i = 0; i < count; i += 1) sockets.push(await listen(url, headers, { onEvent, onClosed }));
  return {
    count,
    hear: (events, publish) =>
      new Promise((resolve, reject) => {
        heard = [];
        wanted = events * count;
        done = () => resolve(heard);
        fail = reject;
        publish().catch(reject);
      }),
    leave: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
