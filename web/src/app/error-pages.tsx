import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Loader, VisuallyHidden } from '@mantine/core';
import { IconCloudOff, IconHelpCircle, IconLock, IconTool } from '@tabler/icons-react';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { isPassing, Refusal } from '../api/refusal.ts';
import { RequestId } from '../ui/answer.tsx';
import { Empty } from '../ui/empty.tsx';
import { HomeLink } from '../ui/links.tsx';
import { Page } from '../ui/page.tsx';

/** While a page is being fetched on a slow line. */
export function Opening() {
  const { t } = useLingui();
  return (
    <Group justify="center" py={96} role="status">
      <Loader type="dots" aria-hidden />
      <VisuallyHidden>{t`Opening`}</VisuallyHidden>
    </Group>
  );
}

export function NotFound() {
  const { t } = useLingui();
  return (
    <Page title={t`There is nothing here`} width="narrow">
      <Empty icon={IconHelpCircle} title={t`This page does not exist`} action={<HomeLink />}>
        <Trans>
          It may have moved, or you may not see it. Check the address, or start again from your home page.
        </Trans>
      </Empty>
    </Page>
  );
}

/** Where not even the frame could be shown: then the words are the whole page. */
export function WholeFault(props: ErrorComponentProps) {
  return (
    <Whole>
      <Fault {...props} />
    </Whole>
  );
}

/** An address that nothing is known of, so not either whether its page would have the frame. */
export function WholeNotFound() {
  return (
    <Whole>
      <NotFound />
    </Whole>
  );
}

function Whole({ children }: { children: ReactNode }) {
  return (
    <main id="main" style={{ padding: 'clamp(1rem, 4vw, 3rem)' }}>
      {children}
    </main>
  );
}

/** Whatever went wrong while a page was opened, in words that help. */
export function Fault({ error, reset }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  const isOffline = isPassing(error);
  useEffect(() => {
    if (!isOffline) return undefined;
    const retry = () => void router.invalidate();
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [isOffline, router]);

  if (error instanceof Refusal && error.status === 404) return <NotFound />;
  if (error instanceof Refusal && error.status === 403)
    return (
      <Said icon={IconLock} title={t`This is not for your role`} action={<HomeLink />}>
        <Trans>
          Your account may not open this page. If you think that it should, ask your administrator.
        </Trans>
      </Said>
    );
  if (isOffline)
    return (
      <Said icon={IconCloudOff} title={t`No connection to Etiba`} action={<Again again={again} />}>
        <Trans>
          Check your connection. This page opens by itself as soon as the clinic can be reached again.
        </Trans>
      </Said>
    );
  return (
    <Said icon={IconTool} title={t`Something went wrong on our side`} action={<Again again={again} />}>
      <Trans>Nothing that you have saved is lost. If it happens again, tell your administrator.</Trans>{' '}
      <RequestId of={error} />
    </Said>
  );
}

function Said({
  icon,
  title,
  action,
  children,
}: {
  icon: typeof IconLock;
  title: string;
  action: ReactNode;
  children: ReactNode;
}) {
  return (
    <Page title={title} width="narrow">
      <Empty icon={icon} title={null} action={action}>
        {children}
      </Empty>
    </Page>
  );
}

function Again({ again }: { again(): void }) {
  return (
    <Button onClick={again}>
      <Trans>Try again</Trans>
    </Button>
  );
}
