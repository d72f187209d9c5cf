import type { EventType } from "../api/events";
import { eventSentences } from "../strings/event-sentences";
import { usePhoneFormat } from "./phone-number";

const isEventType = (type: string): type is EventType => Object.hasOwn(eventSentences, type);

/** Every type of event, in the catalogue's order. */
export const eventTypes: readonly EventType[] = Object.keys(eventSentences).filter(isEventType);

/** The families of events: the parts of their types before the dot. */
export const eventFamilies: readonly string[] = [...new Set(eventTypes.map((type) => type.split(".", 1)[0] ?? type))];

const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const time = (iso: string): string => timeFormat.format(new Date(iso));

type Sentence = (data: unknown, helpers: { phone: (e164: string) => string; time: typeof time }) => string;

/** An event as a sentence. A type that this page does not know yet is shown by its name. */
export function EventText({ type, data }: { readonly type: string; readonly data: unknown }) {
  const write = usePhoneFormat();
  if (!isEventType(type)) return <>{type}</>;
  // The type picks the sentence of its own data.
  const sentence = eventSentences[type] as Sentence;
  return <>{sentence(data, { phone: (e164) => write(e164, "international"), time })}</>;
}
