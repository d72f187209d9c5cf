/** The part of drachtio-sip 0.6.3 that the tests compare with. The package has no types of its own. */
declare module "drachtio-sip" {
  export class SipMessage {
    constructor(text: string);
    readonly type: "request" | "response";
    readonly method: string;
    readonly uri: string;
    readonly status: number;
    readonly reason: string;
    get(name: string): string | undefined;
    getParsedHeader(name: "via"): readonly { readonly params: Readonly<Record<string, string>> }[];
    getParsedHeader(name: "cseq"): { readonly seq: number; readonly method: string };
  }
}
