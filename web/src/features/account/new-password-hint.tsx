import { Trans } from '@lingui/react/macro';

export function NewPasswordHint() {
  return <Trans>At least 10 characters. A few unrelated words are easy to remember and hard to guess.</Trans>;
}
