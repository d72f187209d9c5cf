import type { ApiRequest } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { createPublicContext } from "#runtime/public-context";
import { mayOpenLink } from "#runtime/rate-limit";
import { findContext } from "#tenants/find-context";
import { tenantStatusOf } from "#tenants/queries";
import { requireRequest } from "../requests/queries";
import type { PortingRequestRow } from "../requests/table";
import { deadLinkHtml, tooManyRequestsHtml } from "./page-html";
import { pageStyle } from "./page-style";
import { linkStatusAt } from "./permissions";
import { linkOfToken } from "./queries";
import type { ShareLinkRow } from "./table";
import { linkIdOf } from "./token";

export type PageStatus = 200 | 404 | 409 | 410 | 413 | 415 | 422 | 429;

let styleHash: Promise<string> | undefined;

/** The page's own style is the only thing that it may load. */
async function contentSecurityPolicy(): Promise<string> {
  styleHash ??= crypto.subtle
    .digest("SHA-256", new TextEncoder().encode(pageStyle))
    .then((digest) => btoa(String.fromCharCode(...new Uint8Array(digest))));
  return `default-src 'none'; style-src 'sha256-${await styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;
}

/** A page as a response. No cache keeps it, and it leads nowhere. */
export const show = async (c: ApiRequest, page: string, status: PageStatus): Promise<Response> =>
  c.body(page, status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": await contentSecurityPolicy(),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
  });

export interface OpenedLink {
  readonly ctx: Context;
  readonly link: ShareLinkRow;
  readonly request: PortingRequestRow;
  /** The page's path, which its forms continue. */
  readonly path: string;
  /** The tenant is suspended, so the link only shows. */
  readonly isPaused: boolean;
}

/** The request behind the token in the URL, or the page that says why there is none. */
export async function openLink(c: ApiRequest): Promise<OpenedLink | Response> {
  const anywhere = createPublicContext(c);
  if (!(await mayOpenLink(c.env, c.req.header("cf-connecting-ip"), anywhere.now))) {
    c.header("retry-after", "10");
    return await show(c, tooManyRequestsHtml(), 429);
  }
  const token = c.req.param("token") ?? "";
  const linkId = await linkIdOf(anywhere.config.secretsKeys, token);
  const found = linkId ? await findContext(anywhere, (ctx) => linkOfToken(ctx, linkId)) : undefined;
  if (!found) return await show(c, deadLinkHtml(), 404);
  const { ctx, row: link } = found;
  if (linkStatusAt(link, ctx.now) !== "active") return await show(c, deadLinkHtml(), 410);
  const visitor: Context = {
    ...ctx,
    principal: { tenantId: link.tenantId, keyId: null, scopes: new Set(), shareLinkId: link.id },
  };
  const [request, status] = await Promise.all([requestOfLink(visitor, link), tenantStatusOf(ctx.db, link.tenantId)]);
  if (!request) return await show(c, deadLinkHtml(), 404);
  if (status === "closed") return await show(c, deadLinkHtml(), 410);
  const isPaused = status !== "active";
  // Visitors do what their tenant could do itself: while it is suspended, nothing but look.
  const shown = isPaused ? { ...link, permissions: ["view"] as const } : link;
  return { ctx: visitor, link: shown, request, path: `/ports/${token}`, isPaused };
}

/** `null`: the draft was deleted while its link was being made. */
const requestOfLink = async (ctx: Context, { portingRequestId }: ShareLinkRow): Promise<PortingRequestRow | null> =>
  await requireRequest(ctx, portingRequestId).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "not_found") return null;
    throw error;
  });
