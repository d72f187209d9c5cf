import { TextLink } from "./links";
import { PhoneNumber } from "./phone-number";

interface NumberLinkProps {
  readonly number: string;
  /** The number's id in the inventory; `null`: it is not there. */
  readonly id: string | null;
}

/** A phone number that leads to its page, if it is in the inventory. */
export function NumberLink({ number, id }: NumberLinkProps) {
  if (id === null) return <PhoneNumber number={number} />;
  return (
    <TextLink to="/numbers/$id" params={{ id }}>
      <PhoneNumber number={number} />
    </TextLink>
  );
}
