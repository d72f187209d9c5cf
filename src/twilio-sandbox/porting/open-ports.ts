import type { PortFields, PortNumberFields } from "../account/porting";
import type { Resource } from "../account/resources";
import type { Sandbox } from "../sandbox";

export type Port = Resource<PortFields>;
export type PortNumber = Resource<PortNumberFields>;

const finalOfPorts = ["Completed", "Canceled", "Expired"];
const finalOfNumbers = ["completed", "canceled"];

export const isOpenPort = ({ fields }: Port): boolean => !finalOfPorts.includes(fields.status);
/** A rejected number stays open: it must be canceled before it can be asked for again. */
export const isOpenNumber = ({ fields }: PortNumber): boolean => !finalOfNumbers.includes(fields.status);

/** The open port of any account that has the number. */
export function openPortOf(sandbox: Sandbox, phoneNumber: string): Port | null {
  for (const number of sandbox.porting.numbers.everywhereByPhoneNumber(phoneNumber)) {
    if (!isOpenNumber(number)) continue;
    const { porting } = sandbox.inAccount(sandbox.accounts.sidOf(number.owner));
    const port = porting.ports.bySid(number.parent);
    if (port && isOpenPort(port)) return port;
  }
  return null;
}

/** The numbers of a port, in the order in which they were given. */
export const numbersOf = ({ porting }: Sandbox, port: Port): PortNumber[] => porting.numbers.all(port.sid).reverse();
