import { idPattern, idPrefixes } from "#kernel/values/ids";
import { isSignatureOf, signText } from "#kernel/values/keyed-signature";

const PURPOSE = "porting-share-links: page";
const PREFIX = `${idPrefixes.portingShareLink}_`;

/**
 * The token of a link: the random part of its id, and the signature of the id. It is nowhere stored, so neither a copy
 * of the database nor the answer of a list opens a page; and a made-up token costs no read.
 */
export async function tokenOf(secretsKeys: readonly Uint8Array[], linkId: string): Promise<string> {
  return `${linkId.slice(PREFIX.length)}-${await signText(secretsKeys, PURPOSE, linkId)}`;
}

/** The id of the link that a token opens; `null` for a token that the platform did not make. */
export async function linkIdOf(secretsKeys: readonly Uint8Array[], token: string): Promise<string | null> {
  const [random = "", signature = "", ...more] = token.split("-");
  const linkId = PREFIX + random;
  if (more.length > 0 || !idPattern("portingShareLink").test(linkId)) return null;
  return (await isSignatureOf(secretsKeys, PURPOSE, { text: linkId, signature })) ? linkId : null;
}
