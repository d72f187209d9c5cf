import { isSignatureOf, signText } from "#kernel/values/keyed-signature";

/** Seconds for which a download URL works: a URL that leaks through a log or a history is of no use soon after. */
const DOWNLOAD_URL_SECONDS = 300;
/** Seconds. A signature for longer is refused, whatever its key. */
const MAX_DOWNLOAD_URL_SECONDS = 600;

const PURPOSE = "porting-documents: download";
const signedText = (documentId: string, expires: number): string => `${documentId}\n${expires}`;

interface SigningParts {
  readonly publicOrigin: string;
  readonly secretsKeys: readonly Uint8Array[];
}

export interface DownloadUrl {
  readonly url: string;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** A URL that gives the document's content to its bearer, without an API key, until it expires. */
export async function signDownloadUrl(
  { publicOrigin, secretsKeys }: SigningParts,
  documentId: string,
  now: number,
): Promise<DownloadUrl> {
  const expires = Math.floor(now / 1_000) + DOWNLOAD_URL_SECONDS;
  const signature = await signText(secretsKeys, PURPOSE, signedText(documentId, expires));
  const url = `${publicOrigin}/porting-documents/${documentId}/content?expires=${expires}&signature=${signature}`;
  return { url, expiresAt: expires * 1_000 };
}

/** Whether a download URL's parameters are ours, for this document and not expired. `expires` is in seconds. */
export async function isDownloadAllowed(
  { secretsKeys }: Pick<SigningParts, "secretsKeys">,
  {
    documentId,
    expires,
    signature,
  }: { readonly documentId: string; readonly expires: string; readonly signature: string },
  now: number,
): Promise<boolean> {
  if (!/^[1-9]\d{0,11}$/.test(expires)) return false;
  const seconds = Number(expires);
  const left = seconds * 1_000 - now;
  if (left <= 0 || left > MAX_DOWNLOAD_URL_SECONDS * 1_000) return false;
  return await isSignatureOf(secretsKeys, PURPOSE, { text: signedText(documentId, seconds), signature });
}
