import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { Confirm } from './confirm.tsx';

interface AccountSwitchProps {
  isOff: boolean;
  /** Switches it over. */
  act(): Promise<unknown>;
  done(): void;
  /** What switching it over brings with it; mounted only while it is asked. */
  children: ReactNode;
}

/** Switches an account off, and on again, after a question that says what it brings with it. */
export function AccountSwitch({ isOff, act, done, children }: AccountSwitchProps) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  // The words are taken before the call: once it is through, the account may already be shown the other way round.
  const switchOver = async () => {
    const message = isOff ? t`The account is switched on.` : t`The account is switched off.`;
    await act();
    notifications.show({ message });
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} {...(!isOff && { c: 'var(--danger)' })}>
        {isOff ? <Trans>Switch the account on</Trans> : <Trans>Switch the account off</Trans>}
      </Button>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={isOff ? t`Switch the account on?` : t`Switch the account off?`}
        label={isOff ? <Trans>Switch on</Trans> : <Trans>Switch off</Trans>}
        tone={isOff ? 'plain' : 'danger'}
        act={switchOver}
        done={done}
      >
        {children}
      </Confirm>
    </>
  );
}
