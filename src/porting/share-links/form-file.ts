/** A form with one file, read as a stream (RFC 7578), so that the file is never whole in memory. */

/** Bytes that the fields before the file and the headers of the file may have. */
const MAX_HEAD_BYTES = 8_192;

export interface FormFile {
  readonly fields: ReadonlyMap<string, string>;
  readonly filename: string;
  readonly contentType: string | null;
  /** In bytes. */
  readonly length: number;
  /** The file's bytes. Reading fails if the form is cut off. */
  readonly body: ReadableStream<Uint8Array>;
}

const decoder = new TextDecoder();
/** One character per byte, so that positions in the text are positions in the bytes. */
const byteDecoder = new TextDecoder("windows-1252");

export const boundaryOf = (contentType: string | null): string | null =>
  /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i
    .exec(contentType ?? "")
    ?.slice(1)
    .find(Boolean) ?? null;

/**
 * Reads a form up to the contents of its file, which must be its last field, as the browser sends it. The file's length
 * follows from the form's. `null` for a body that is no such form.
 */
export async function readFormFile(
  body: ReadableStream<Uint8Array>,
  { boundary, length }: { readonly boundary: string; readonly length: number },
): Promise<FormFile | null> {
  const reader = body.getReader();
  let head = new Uint8Array(0);
  for (;;) {
    const file = parseHead(head, boundary);
    if (file) {
      const end = `\r\n--${boundary}--\r\n`;
      const fileLength = length - file.start - end.length;
      if (fileLength < 0) break;
      return { ...file, length: fileLength, body: fileStream(reader, head.subarray(file.start), fileLength, end) };
    }
    if (head.length > MAX_HEAD_BYTES) break;
    const { done, value } = await reader.read();
    if (done) break;
    head = joined(head, value);
  }
  await reader.cancel().catch(() => undefined);
  return null;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

interface FormHead {
  readonly fields: ReadonlyMap<string, string>;
  readonly filename: string;
  readonly contentType: string | null;
  /** The place of the file's first byte in the form. */
  readonly start: number;
}

/** The fields before the file, and where it begins; `null` while that has not arrived. */
function parseHead(bytes: Uint8Array, boundary: string): FormHead | null {
  const text = byteDecoder.decode(bytes);
  const fields = new Map<string, string>();
  const delimiter = `--${boundary}\r\n`;
  let at = 0;
  while (text.startsWith(delimiter, at)) {
    const headersAt = at + delimiter.length;
    const start = text.indexOf("\r\n\r\n", headersAt) + 4;
    if (start < 4) return null;
    const headers = decoder.decode(bytes.subarray(headersAt, start));
    const name = /^content-disposition:.*;\s*name="([^"]*)"/im.exec(headers)?.[1] ?? "";
    const filename = /^content-disposition:.*;\s*filename="([^"]*)"/im.exec(headers)?.[1];
    if (filename !== undefined) {
      const contentType = /^content-type:\s*(\S+)/im.exec(headers)?.[1] ?? null;
      return { fields, filename, contentType, start };
    }
    const end = text.indexOf(`\r\n--${boundary}`, start);
    if (end === -1) return null;
    fields.set(name, decoder.decode(bytes.subarray(start, end)));
    at = end + 2;
  }
  return null;
}

/** The file's bytes out of the rest of the form, which must end with `end` right after them. */
function fileStream(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  first: Uint8Array,
  length: number,
  end: string,
): ReadableStream<Uint8Array> {
  let left = length;
  let tail = "";
  const take = (chunk: Uint8Array): Uint8Array => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    tail += byteDecoder.decode(chunk.subarray(part.length));
    return part;
  };
  let waiting: Uint8Array | null = first;
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = waiting ? { done: false, value: waiting } : await reader.read();
        waiting = null;
        if (done || value === undefined) {
          if (left > 0 || tail !== end) return controller.error(new Error("The form does not end with its file."));
          return controller.close();
        }
        const part = take(value);
        if (tail.length > end.length) return controller.error(new Error("The file is not the form's last field."));
        if (part.length > 0) return controller.enqueue(part);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
