import { z } from "zod";
import recording from "./caller.bin";
import { decodeBase64 } from "./mu-law";
import type { Turn } from "./turns";

/**
 * The words of the recording, 8 kHz mu-law without a header. Made with CMU Flite (`flite -voice slt`) and cut with SoX:
 * free of rights.
 */
const RECORDED_WORDS = "Hello. Are you open today?";
const MAX_AUDIO_MS = 60_000;
const MAX_AUDIO_BASE64 = (MAX_AUDIO_MS * 8 * 4) / 3 + 4;

const turn = z
  .strictObject({
    says: z.string().max(1_000).optional(),
    /** 8 kHz mu-law in base64, without a header. The recording unless given, whatever `says` says. */
    audio: z.base64().max(MAX_AUDIO_BASE64).optional(),
    digits: z
      .string()
      .regex(/^[0-9*#]{0,32}$/)
      .default(""),
    interrupts: z.boolean().default(false),
  })
  .transform(({ says, audio, digits, interrupts }): Turn => {
    const isSilent = says === undefined && audio === undefined && digits !== "";
    const given = audio === undefined ? new Uint8Array(recording) : decodeBase64(audio);
    return { says: says ?? (isSilent ? "" : RECORDED_WORDS), audio: isSilent ? null : given, digits, interrupts };
  });

/** How the caller of POST /sandbox/calls talks to an agent's WebSocket. By default it says the recording once. */
export const callerFields = {
  caller: z
    .strictObject({
      turns: z.array(turn).max(50).prefault([{}]),
      /** Silence after which the caller goes on, or hangs up. */
      silence_seconds: z.number().min(0).max(60).default(3),
      /** The caller hangs up after this time, whatever happens. */
      longest_seconds: z.number().min(0).max(600).default(60),
    })
    .prefault({}),
  /** How many times faster than real time the conversation runs. */
  speed: z.number().min(1).max(50).default(1),
};

export type CallerOrder = z.output<z.ZodObject<typeof callerFields>>;
