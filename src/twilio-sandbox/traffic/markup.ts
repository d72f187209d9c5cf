/** The part of XML that TwiML needs: elements, attributes, text, references, comments; no namespaces or doctypes. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The text of the element itself, without its children's text. */
  readonly text: string;
}

const token =
  /<\?.*?\?>|<!--.*?-->|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gsy;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const reference = /&(#x[0-9a-f]+|#\d+|\w+);|&/gi;
const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The elements of a TwiML document's `<Response>`; null where Twilio reports 12100, "document parse failure". */
export function readTwiml(source: string): readonly Element[] | null {
  const root = { name: "", attributes: {}, children: [] as Open[], text: "" };
  const open: Open[] = [root];
  let at = 0;
  for (token.lastIndex = 0; at < source.length; at = token.lastIndex) {
    const match = token.exec(source);
    const inside = open.at(-1);
    if (!match || !inside) return null;
    const [whole, closes, name, written = "", selfCloses] = match;
    if (name === undefined) {
      if (whole.startsWith("<")) continue;
      const text = resolved(whole);
      if (text === null) return null;
      inside.text += text;
    } else if (closes) {
      if (open.pop()?.name !== name || open.length === 0) return null;
    } else {
      const attributes = attributesIn(written);
      if (!attributes) return null;
      const element: Open = { name, attributes, children: [], text: "" };
      inside.children.push(element);
      if (!selfCloses) open.push(element);
    }
  }
  const [response, ...more] = root.children;
  const isWhole = open.length === 1 && more.length === 0 && root.text.trim() === "";
  return isWhole && response?.name === "Response" ? response.children : null;
}

interface Open extends Element {
  readonly children: Open[];
  text: string;
}

function attributesIn(written: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const [, name = "", double, single] of written.matchAll(attribute)) {
    const value = resolved(double ?? single ?? "");
    if (value === null || name in found) return null;
    found[name] = value;
  }
  return found;
}

/** Text with its references resolved; null if one is invalid. */
function resolved(text: string): string | null {
  let isSound = true;
  const result = text.replace(reference, (_, body: string | undefined) => {
    const value = body === undefined ? undefined : characterOf(body);
    if (value === undefined) isSound = false;
    return value ?? "";
  });
  return isSound ? result : null;
}

function characterOf(body: string): string | undefined {
  if (!body.startsWith("#")) return Object.hasOwn(names, body) ? names[body] : undefined;
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}
