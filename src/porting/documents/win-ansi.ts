// Pure: no I/O, no clock, no randomness.
import { lazily } from "#kernel/values/lazily";

/** The characters of WinAnsiEncoding (ISO 32000-1, annex D) from 0x80 to 0x9f; a space where it has none. */
const from80 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** The byte of a character in WinAnsiEncoding, which is Latin-1 and 27 more; `undefined` if it has none. */
function byteOf(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) return code;
  const at = from80.indexOf(character);
  return at >= 0 ? 0x80 + at : undefined;
}

/** Letters as in passports (ICAO Doc 9303-3, section 6), so a name reads as in its owner's other documents. */
const latin = "ĐD đd ĦH ħh ıi ĸq ŁL łl ŊN ŋn ŦT ŧt ƏE əe ẞSS";
const cyrillic =
  "аa бb вv гg ґg дd ђd еe єie жzh зz иi іi їi йi јj кk лl љlj мm нn њnj оo пp рr сs тt ћc уu ўu фf хkh цts чch " +
  "џdz шsh щshch ъie ыy ь эe юiu яia ѕdz ѣie ѳf ѵy ғg қk ңn өo ұu үu һh әa";
/** ISO 843, transcription. */
const greek = "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo";
/** Punctuation of word processors and phones that Latin-1 lacks. */
const punctuation = "‐- ‑- ‒- ―- −- ′' ″'' ʹ' ʻ' ʼ' ʾ' ʿ' ⁄/ №No.";

const pairs = (text: string): (readonly [string, string])[] =>
  text.split(" ").map((pair) => [pair.charAt(0), pair.slice(1)] as const);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const spellings = lazily(
  () =>
    new Map<string, string>([
      ...pairs(latin),
      ...[...pairs(cyrillic), ...pairs(greek)].map(
        ([letter, text]) => [letter.toUpperCase(), capitalised(text)] as const,
      ),
      ...pairs(cyrillic),
      ...pairs(greek),
      ...pairs(punctuation),
    ]),
);

const isUpper = (character: string | undefined): boolean =>
  character !== undefined && character !== character.toLowerCase();

/** One character in Latin-1 letters; `null` if there is no spelling for it. An accent alone becomes nothing. */
function spell(character: string): string | null {
  if (/\s/.test(character)) return " ";
  if (byteOf(character) !== undefined) return character;
  const known = spellings().get(character);
  if (known !== undefined) return known;
  if (/[\p{M}\p{Cf}\p{Cc}]/u.test(character)) return "";
  const parts = [...character.normalize("NFKD")];
  if (parts.length === 1 && parts[0] === character) return null;
  const spelled = parts.map(spell);
  return spelled.includes(null) ? null : spelled.join("");
}

export interface Transliteration {
  /** Consists of characters of WinAnsiEncoding only. */
  readonly text: string;
  /** The characters that have no spelling in Latin letters here, such as Chinese ones. They are left out of `text`. */
  readonly unknown: readonly string[];
}

/** Omicron with upsilon, also with an accent: `ου`. */
const greekOu = /[\u03bf\u039f][\u03c5\u03a5\u03cd\u038e]/g;

/**
 * Spells a text with the characters of WinAnsiEncoding: those it has stay, letters with other accents lose them,
 * Cyrillic and Greek are transliterated, compatibility forms such as full width become plain.
 */
export function transliterate(given: string): Transliteration {
  const latinOu = given.normalize("NFC").replaceAll(greekOu, (pair) => (isUpper(pair[0]) ? "Ou" : "ou"));
  const characters = [...latinOu];
  const unknown: string[] = [];
  let text = "";
  for (const [at, character] of characters.entries()) {
    const spelled = spell(character);
    if (spelled === null) {
      unknown.push(character);
      continue;
    }
    const next = characters[at + 1];
    const isInCapitals =
      isUpper(character) && (/\p{L}/u.test(next ?? "") ? isUpper(next) : isUpper(characters[at - 1]));
    text += spelled.length > 1 && isInCapitals && spelled !== character ? spelled.toUpperCase() : spelled;
  }
  return { text, unknown };
}

/** The bytes of a text that `transliterate` made. Throws for any other character. */
export function encodeWinAnsi(text: string): Uint8Array {
  return Uint8Array.from([...text], (character) => {
    const byte = byteOf(character);
    if (byte === undefined) throw new RangeError(`WinAnsiEncoding has no ${JSON.stringify(character)}.`);
    return byte;
  });
}
