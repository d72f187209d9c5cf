// Pure: no I/O, no clock, no randomness.
/** Tokens of JSON (RFC 8259), and what stands between them. */
const blank = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

interface Mistake {
  readonly offset: number;
  readonly reason: string;
}

/** Says why a text that JSON.parse refuses is not JSON, and where it stops being JSON. JSON.parse rarely says where. */
export function jsonMistake(text: string): string {
  const { offset, reason } = firstMistake(text);
  const before = text.slice(0, offset).split("\n");
  return `${reason} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function firstMistake(text: string): Mistake {
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const takeChar = (char: string): boolean => {
    take(blank);
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };
  /** The closing brackets of what is open, outermost first. */
  const open: string[] = [];
  const mistake = (reason: string): Mistake => ({
    offset: at,
    reason: at < text.length ? reason : "it ends too early",
  });
  const afterValue = (): Mistake | null => {
    for (let closing = open.at(-1); closing !== undefined && takeChar(closing); closing = open.at(-1)) open.pop();
    const closing = open.at(-1);
    if (closing === undefined) {
      take(blank);
      return mistake("there is text after its end");
    }
    return takeChar(",") ? beforeValue(closing) : mistake(`a comma or ${closing} is missing`);
  };
  const beforeValue = (closing: string): Mistake | null => {
    if (closing === "]") return null;
    take(blank);
    if (!take(string)) return mistake("a field's name in double quotes is missing");
    return takeChar(":") ? null : mistake("a colon is missing");
  };
  for (;;) {
    take(blank);
    const opening = ["{", "["].find(takeChar);
    let found: Mistake | null;
    if (opening === undefined) {
      if (!take(string) && !take(scalar))
        return mistake(
          text[at] === '"' ? "a string is not closed or has a character that must be escaped" : "a value is missing",
        );
      found = afterValue();
    } else {
      const closing = opening === "{" ? "}" : "]";
      open.push(closing);
      take(blank);
      found = text[at] === closing ? afterValue() : beforeValue(closing);
    }
    if (found) return found;
  }
}
