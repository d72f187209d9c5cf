import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { pageOfId } from "../app/page-of-id";
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

/** A link to the page of any id; ids without a page can be copied. */
export function SubjectLink({ id, instead, isQuiet = false, children }: SubjectLinkProps) {
  const target = pageOfId(id) ?? (instead === undefined ? null : pageOfId(instead));
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
