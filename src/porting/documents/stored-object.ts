import { describeError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { toHex } from "#kernel/values/digest";
import { DocumentSniffer, type SniffedDocument } from "./sniff";
import type { PortingDocumentRow } from "./table";

/** The key of a document's contents in R2. */
export const objectKeyOf = ({
  tenantId,
  portingRequestId,
  id,
}: Pick<PortingDocumentRow, "tenantId" | "portingRequestId" | "id">): string =>
  `porting/${tenantId}/${portingRequestId}/${id}`;

export interface IncomingObject {
  readonly key: string;
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
  /** The announced length in bytes, which R2 needs before the first byte. */
  readonly length: number;
  /** Throws to refuse the contents, of which nothing is stored then. Called once the type is known, and at the end. */
  readonly inspect: (found: SniffedDocument, isWhole: boolean) => void;
}

export interface StoredObject {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The sender closed the connection, or sent another number of bytes than it announced. */
export class BrokenUpload extends Error {
  override readonly name = "BrokenUpload";
}

/**
 * Writes an object as its bytes arrive, and hashes and inspects them on the way. The last chunk is held back until the
 * contents are accepted, so that R2 never has the whole of refused contents. It waits for R2 to take a chunk before it
 * reads the next, so it holds two chunks at most.
 */
export async function storeObject(
  { documents }: Pick<Context, "documents">,
  { key, contentType, body, length, inspect }: IncomingObject,
): Promise<StoredObject> {
  const sniffer = new DocumentSniffer();
  const digest = new crypto.DigestStream("SHA-256");
  const { readable, writable } = new FixedLengthStream(length);
  const [hashing, storing] = [digest.getWriter(), writable.getWriter()];
  const put = documents.put(key, readable, { httpMetadata: { contentType } });
  // The writers report a failure of either side; these keep an early one from counting as unhandled.
  put.catch(() => undefined);
  digest.digest.catch(() => undefined);
  try {
    let held: Uint8Array | null = null;
    let isTypeSeen = false;
    for await (const chunk of chunksOf(body)) {
      sniffer.push(chunk);
      if (sniffer.bytes > length) throw new BrokenUpload("The body is longer than announced.");
      if (sniffer.isTypeFinal && !isTypeSeen) inspect(sniffer.result(), false);
      isTypeSeen = sniffer.isTypeFinal;
      if (held !== null) await storing.write(held);
      await hashing.write(chunk);
      held = chunk;
    }
    const found = sniffer.result();
    if (found.bytes !== length) throw new BrokenUpload("The body is shorter than announced.");
    inspect(found, true);
    if (held !== null) await storing.write(held);
    await Promise.all([storing.close(), hashing.close()]);
    await put;
    return { bytes: found.bytes, sha256: toHex(new Uint8Array(await digest.digest)) };
  } catch (error) {
    await Promise.allSettled([storing.abort(error), hashing.abort(error)]);
    throw error;
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isRead = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new BrokenUpload(`The body ended early: ${String(error)}`);
      });
      if (done) break;
      yield value;
    }
    isRead = true;
  } finally {
    if (!isRead) await reader.cancel().catch(() => undefined);
  }
}

/** The contents of a document. Throws `storage_unavailable` while R2 does not answer. */
export async function openDocument(
  { documents, requestId }: Pick<Context, "documents" | "requestId">,
  document: PortingDocumentRow,
): Promise<R2ObjectBody> {
  const key = objectKeyOf(document);
  const object = await documents.get(key).catch((error: unknown) => {
    console.error({ message: "R2 could not read a document", request_id: requestId, error: describeError(error) });
    throw new Problem("storage_unavailable", "The storage of documents did not answer. Retry after a few seconds.", {
      retryAfter: 2,
    });
  });
  if (!object) throw new Error(`R2 has no object ${key}, though porting_documents lists it.`);
  return object;
}
