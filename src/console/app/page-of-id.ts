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

/** The page of a thing by its id, or of a number by its E.164; `null` for other texts. */
export function pageOfId(text: string): string | null {
  if (/^\+[1-9]\d{6,14}$/.test(text)) return `/numbers/${encodeURIComponent(text)}`;
  const [, prefix = ""] = /^([a-z]+)_[0-9A-Za-z]{8,}$/.exec(text) ?? [];
  return pagesByPrefix[prefix]?.replace("$", text) ?? null;
}
