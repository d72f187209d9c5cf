/** The part of parse-address that tests use. */
declare module "parse-address" {
  export function parseLocation(address: string): { readonly type?: string } | null;
}
