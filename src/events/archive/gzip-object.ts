import { toHex } from "#kernel/values/digest";

/** Objects of gzipped text, of any length in little memory. */

/** R2 wants all parts of an upload but the last to be of one size, of 5 MiB at least. */
export const PART_BYTES = 5 * 1024 * 1024;

/**
 * Writes an object, which is there as a whole or not at all: it takes the place of an earlier one only if `mayComplete`
 * says so once all of the text is read. Returns the SHA-256 of the text, or `null` if it was not to be.
 */
export async function writeGzip(
  bucket: R2Bucket,
  key: string,
  text: AsyncIterable<string>,
  mayComplete: () => Promise<boolean>,
): Promise<string | null> {
  const upload = await bucket.createMultipartUpload(key, { httpMetadata: { contentType: "application/gzip" } });
  try {
    const gzip = new CompressionStream("gzip");
    const digest = new crypto.DigestStream("SHA-256");
    const [sha256, parts] = await Promise.all([
      digest.digest,
      uploadAll(upload, gzip.readable),
      feed(text, [gzip.writable, digest]),
    ]);
    if (await mayComplete()) {
      await upload.complete(parts);
      return toHex(new Uint8Array(sha256));
    }
    await upload.abort();
    return null;
  } catch (error) {
    // What cannot be cleaned away now, R2 removes after a week.
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** Writes text into several streams at once, at the pace of the slowest. */
async function feed(text: AsyncIterable<string>, streams: readonly WritableStream<Uint8Array>[]): Promise<void> {
  const writers = streams.map((stream) => stream.getWriter());
  const encoder = new TextEncoder();
  try {
    for await (const piece of text) {
      const bytes = encoder.encode(piece);
      await Promise.all(writers.map((writer) => writer.write(bytes)));
    }
    await Promise.all(writers.map((writer) => writer.close()));
  } catch (error) {
    await Promise.allSettled(writers.map((writer) => writer.abort(error)));
    throw error;
  }
}

async function uploadAll(upload: R2MultipartUpload, bytes: ReadableStream<Uint8Array>): Promise<R2UploadedPart[]> {
  const parts: R2UploadedPart[] = [];
  for await (const part of partsOf(bytes)) parts.push(await upload.uploadPart(parts.length + 1, part));
  return parts;
}

async function* partsOf(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + PART_BYTES - filled);
      part.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** The SHA-256 of an object's text as it is read back; `null` if there is no such object. */
export async function sha256OfGzip(bucket: R2Bucket, key: string): Promise<string | null> {
  const object = await bucket.get(key);
  if (!object) return null;
  const digest = new crypto.DigestStream("SHA-256");
  const text = object.body.pipeThrough(new DecompressionStream("gzip"));
  const [sha256] = await Promise.all([digest.digest, text.pipeTo(digest)]);
  return toHex(new Uint8Array(sha256));
}
