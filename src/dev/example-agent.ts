import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { exitWithError, firstLine, UserError } from "./user-error.ts";

/**
 * `npm run agent`: the smallest voice agent, to try calls on this machine and to begin an agent of your own from. At
 * `/media` (Media Streams) it repeats what the caller says; at `/relay` (ConversationRelay) it answers in words.
 */

const DEFAULT_PORT = 9000;
/** A pause of the caller that ends a sentence: 600 ms in frames of 20 ms. */
const PAUSE_FRAMES = 30;
/** Loudness of a mu-law sample, 0 to 127, from which on it is speech. */
const SPEECH_LOUDNESS = 48;

const isSpeech = (frame: Buffer): boolean => frame.some((sample) => (~sample & 0x7f) >= SPEECH_LOUDNESS);

/** Media Streams: repeats the caller's first sentence, and hangs up when it has been played. */
function repeatAudio(socket: WebSocket): void {
  const sentence: Buffer[] = [];
  let pause = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.event === "mark") return socket.close(1000);
    if (message.event !== "media" || pause >= PAUSE_FRAMES) return;
    const frame = Buffer.from(message.media.payload, "base64");
    const isLoud = isSpeech(frame);
    if (sentence.length === 0 && !isLoud) return;
    sentence.push(frame);
    pause = isLoud ? 0 : pause + 1;
    if (pause < PAUSE_FRAMES) return;
    const { streamSid } = message;
    const payload = Buffer.concat(sentence.slice(0, -PAUSE_FRAMES)).toString("base64");
    socket.send(JSON.stringify({ event: "media", streamSid, media: { payload } }));
    socket.send(JSON.stringify({ event: "mark", streamSid, mark: { name: "repeated" } }));
  });
}

/** ConversationRelay: answers each sentence, token by token, and ends the session after a goodbye. */
function answerText(socket: WebSocket): void {
  socket.on("message", (data) => {
    const { type, voicePrompt } = JSON.parse(String(data));
    if (type !== "prompt") return;
    if (/bye/i.test(voicePrompt)) return socket.send(JSON.stringify({ type: "end" }));
    const tokens = ["You said: ", voicePrompt];
    for (const [at, token] of tokens.entries())
      socket.send(JSON.stringify({ type: "text", token, last: at === tokens.length - 1 }));
  });
}

export interface ExampleAgent {
  /** Where it listens, like `ws://127.0.0.1:9000`. */
  readonly url: string;
  stop(): void;
}

/** Port 0 takes any free one. */
export async function startExampleAgent(port: number): Promise<ExampleAgent> {
  const server = new WebSocketServer({ host: "127.0.0.1", port });
  server.on("connection", (socket, { url }) => {
    if (url === "/media") repeatAudio(socket);
    else if (url === "/relay") answerText(socket);
    else socket.close(1008, "Use /media or /relay.");
  });
  await once(server, "listening");
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

if (import.meta.main) {
  try {
    const { url } = await startExampleAgent(Number(process.env.AGENT_PORT || DEFAULT_PORT));
    console.log(`The agent listens at ${url}/media (stream) and ${url}/relay (conversation_relay). Ctrl-C stops it.`);
  } catch (error) {
    exitWithError(new UserError(`The agent cannot start: ${firstLine(error)}. Set AGENT_PORT to another port.`));
  }
}
