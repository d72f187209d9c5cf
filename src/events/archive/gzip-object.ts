import { toHex } from "#kernel/values/digest";

/** Gzipped text objects in R2 of any length, written and read as streams. */

/** R2 requires all parts of an upload but the last to have the same size, at least 5 MiB. */
export const PART_BYTES = 5 * 1024 * 1024;

/**
 * Writes an object completely or not at all. After all text is read, `mayComplete` decides whether it replaces an
 * earlier object of this key. Returns the SHA-256 of the text in hex, or `null` if `mayComplete` refused.
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
    // If this fails as well, R2 deletes the unfinished upload after a week.
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** Writes text to several streams at the pace of the slowest. */
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
    for (let used = 0; used < chunk.length; ) {
      const piece = chunk.subarray(used, used + PART_BYTES - filled);
      part.set(piece, filled);
      filled += piece.length;
      used += piece.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** The SHA-256 of an object's unpacked text in hex; `null` if the object does not exist. */
export async function sha256OfGzip(bucket: R2Bucket, key: string): Promise<string | null> {
  const object = await bucket.get(key);
  if (!object) return null;
  const digest = new crypto.DigestStream("SHA-256");
  const text = object.body.pipeThrough(new DecompressionStream("gzip"));
  const [sha256] = await Promise.all([digest.digest, text.pipeTo(digest)]);
  return toHex(new Uint8Array(sha256));
}
