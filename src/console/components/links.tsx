import { Anchor, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";

type AnchorParts = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "style" | "color"> & {
  readonly ref?: Ref<HTMLAnchorElement>;
};

const ButtonAnchor = (props: ButtonProps & AnchorParts): ReactNode => <Button component="a" {...props} />;
const TextAnchor = (props: AnchorParts): ReactNode => <Anchor td="underline" inherit {...props} />;

/** A link to a page that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);
/** A link within a text. */
export const TextLink = createLink(TextAnchor);
