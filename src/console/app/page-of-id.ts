// Pure: no I/O, no clock, no randomness.
/** Pages by the prefix of an id; `$` stands for the id. */
const pagesByPrefix: Readonly<Record<string, string>> = {
  num: "/numbers/$",
  fnd: "/findings/$",
  whe: "/webhooks/$",
  ten: "/tenants/$",
  syn: "/sync/$",
  blk: "/bulk-jobs/$",
  ord: "/orders/$",
  trk: "/trunks/$",
  cac: "/accounts/$",
  imp: "/import-jobs/$",
  cal: "/calls/$",
  msg: "/messages/$",
  agt: "/agents/$",
  prt: "/porting/$",
  pck: "/porting/checks/$",
};

/** The page of a thing by its id, or of a number by its international form; `null` for other texts. */
export function pageOfId(text: string): string | null {
  const number = text.replaceAll(/[\s().-]/g, "");
  if (/^\+[1-9]\d{6,14}$/.test(number)) return `/numbers/${encodeURIComponent(number)}`;
  const [, prefix = ""] = /^([a-z]+)_[0-9A-Za-z]{8,}$/.exec(text) ?? [];
  return pagesByPrefix[prefix]?.replace("$", text) ?? null;
}
