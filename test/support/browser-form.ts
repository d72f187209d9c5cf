/** Forms as browsers encode them (RFC 7578); workerd's own encoder leaves out the line break at the end. */

interface BrowserForm {
  readonly boundary: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface BrowserFile {
  readonly contents: Uint8Array | string;
  readonly filename: string;
  readonly type: string;
}

type FormField = readonly [name: string, value: string | BrowserFile];

export function browserForm(fields: readonly FormField[]): BrowserForm {
  const boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
  const encoder = new TextEncoder();
  const parts = fields.flatMap(([name, value]): (Uint8Array | string)[] =>
    typeof value === "string"
      ? [`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`, value, "\r\n"]
      : [
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${value.filename}"\r\nContent-Type: ${value.type}\r\n\r\n`,
          value.contents,
          "\r\n",
        ],
  );
  const bytes = [...parts, `--${boundary}--\r\n`].flatMap((part) => [
    ...(typeof part === "string" ? encoder.encode(part) : part),
  ]);
  return { boundary, bytes: Uint8Array.from(bytes) };
}
