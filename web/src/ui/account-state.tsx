import { Trans } from '@lingui/react/macro';
import classes from './account-state.module.css';

interface AccountStateProps {
  isActive: boolean;
  /** Not active because the address was never verified. */
  isWaiting?: boolean;
  /** Switched off for good, and nobody's any more. */
  isErased?: boolean;
}

/** Whether somebody can sign in, in word and colour. */
export function AccountState({ isActive, isWaiting = false, isErased = false }: AccountStateProps) {
  return (
    <span className={classes.state} data-active={isActive || undefined} data-waiting={isWaiting || undefined}>
      {isActive && <Trans>Active</Trans>}
      {isWaiting && <Trans>Not verified yet</Trans>}
      {isErased && <Trans>Erased</Trans>}
      {!isActive && !isWaiting && !isErased && <Trans>Switched off</Trans>}
    </span>
  );
}
