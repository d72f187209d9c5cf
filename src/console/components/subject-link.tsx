import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { pageOfId } from "../app/page-of-id";
import { useSession } from "../app/use-session";
import { CopyableId } from "./copyable";
import { TextLink } from "./links";

interface SubjectLinkProps {
  readonly id: string;
  /** Another id whose page shows the thing, if `id` has no page of its own. */
  readonly instead?: string | undefined;
  /** In a list of links, underlined only under the pointer. */
  readonly isQuiet?: boolean;
  readonly children?: ReactNode;
}

/** Whether the platform has the page while it acts for no tenant. */
const isOfPlatform = (page: string): boolean => /^\/(tenants|findings|sync|porting)\//.test(page);

/** A link to the page of any id; ids without a page can be copied. */
export function SubjectLink({ id, instead, isQuiet = false, children }: SubjectLinkProps) {
  const { tenant } = useSession();
  const page = pageOfId(id) ?? (instead === undefined ? null : pageOfId(instead));
  const target = page !== null && (tenant !== null || isOfPlatform(page)) ? page : null;
  if (target !== null && isQuiet) {
    return (
      <Link to={target} className="quiet-link">
        {children ?? id}
      </Link>
    );
  }
  if (target !== null) return <TextLink to={target}>{children ?? id}</TextLink>;
  return children ? <span>{children}</span> : <CopyableId id={id} />;
}
