// Pure: no I/O, no clock, no randomness.

/** Audio of Media Streams: mu-law, 8,000 samples a second, one byte each. */

const BYTES_PER_MS = 8;
export const FRAME_MS = 20;
const FRAME_BYTES = FRAME_MS * BYTES_PER_MS;
const SILENCE = 0xff;

export const decodeBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
export const encodeBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const durationMs = (audio: Uint8Array): number => audio.length / BYTES_PER_MS;

/** 20 ms of the audio from this frame on, filled up with silence. */
export function frameOf(audio: Uint8Array, frame: number): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES).fill(SILENCE);
  bytes.set(audio.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
  return bytes;
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The audio as a WAV file: a RIFF header with format 7, which is mu-law. */
export function wavOf(audio: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(44));
  const write = (at: number, text: string) => {
    for (const [index, char] of [...text].entries()) header.setUint8(at + index, char.charCodeAt(0));
  };
  write(0, "RIFF");
  header.setUint32(4, 36 + audio.length, true);
  write(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 7, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, 8_000, true);
  header.setUint32(28, 8_000, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  write(36, "data");
  header.setUint32(40, audio.length, true);
  const file = new Uint8Array(44 + audio.length);
  file.set(new Uint8Array(header.buffer));
  file.set(audio, 44);
  return file;
}
