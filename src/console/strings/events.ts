export const eventTexts = {
  title: "Events",
  description: "All that happened, as a chain in which every event names the one before it.",
  /** By family of event. */
  views: { phone_number: "Numbers", order: "Orders", call: "Calls", porting_request: "Ports" },
  none: "No events yet",
  noneHint: "Everything that changes is written here as soon as it happens.",
  noneMatch: "No event matches these filters",
  noneMatchHint: "Remove a filter, or choose a longer period. Old events are in the archives.",
  columns: { when: "When", what: "Event", type: "Type", actor: "By", subject: "Subject", seq: "No." },
  filters: {
    type: "Type or family",
    subject: "Subject (id)",
  },
  family: (name: string) => `All of ${name.replaceAll("_", " ")}`,
  families: "Families",
  types: "Types",
  onlySubject: "Only this subject",
  onlyType: "Only this type",
  event: (seq: number | string) => `Event ${seq}`,
  json: "The event as JSON",
  hash: "Hash",
  unsealed: "Not sealed yet",
  occurred: "When",
  actor: "By",
  request: "Request",
  subject: "Subject",
  id: "Id",
  previous: "Earlier event",
  next: "Later event",
  notFound: "There is no event with this number. It may be in the archives.",
  actors: { system: "The platform", admin: "The operator", key: (id: string) => `API key ${id}` },
  export: "Export",
  exportHint: "All events that the filters find, as NDJSON",
  archives: "Archives",
  verify: "Verify the chain",
  verifying: (upTo: number) => `Verified up to event ${upTo}…`,
  intact: "The log is intact",
  intactText: (count: number) =>
    count === 1
      ? "1 event was checked: none was changed, removed or moved."
      : `${count} events were checked: none was changed, removed or moved.`,
  intactEmpty: "There is no event to check yet.",
  unsealedText: (count: number) =>
    count === 1
      ? "The newest event gets its hash within a minute."
      : `The newest ${count} events get their hashes within a minute.`,
  head: "Newest hash",
  altered: "The log was altered",
  alteredText: (seq: number, reason: string) =>
    `Event ${seq} does not fit the chain (${reason.replaceAll("_", " ")}). Ask the platform's operator at once, and keep your own exports.`,
  close: "Close the result",
};

export const archiveTexts = {
  title: "Event archives",
  description: "Events that are past retention, one file per day (UTC): gzip with one JSON event per line.",
  toEvents: "Go to the events",
  none: "No archives yet",
  noneHint: "Days move here when their events leave the list. Until then, export them from the list.",
  columns: { day: "Day", part: "Part", events: "Events", archived: "Archived", hash: "SHA-256", file: "File" },
  download: (day: string) => `Download ${day}`,
  back: "Events",
};
