import { Trans } from '@lingui/react/macro';
import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink, Link } from '@tanstack/react-router';
import { forwardRef, type ComponentPropsWithoutRef } from 'react';

/** A link within the app that looks like a button. */
export const LinkButton = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Omit<ComponentPropsWithoutRef<'a'>, keyof ButtonProps>>(
    (props, ref) => <Button component="a" ref={ref} {...props} />,
  ),
);

/** A link within the app, in a text. */
export const TextLink = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & Omit<ComponentPropsWithoutRef<'a'>, keyof AnchorProps>>(
    (props, ref) => <Anchor underline="always" ref={ref} {...props} />,
  ),
);

export function HomeLink() {
  return (
    <Button component={Link} to="/">
      <Trans>To my home page</Trans>
    </Button>
  );
}
