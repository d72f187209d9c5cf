/** Messages after RFC 4475 ("SIP Torture Test Messages"), named as there. Lines end with CRLF on the wire. */

export interface TortureMessage {
  readonly name: string;
  readonly text: string;
}

export const message = (name: string, text: string, body = ""): TortureMessage => ({
  name,
  text:
    text
      .replace(/^\n/, "")
      .replaceAll("\n", "\r\n")
      .replace("{length}", String(new TextEncoder().encode(body).length)) + body,
});
