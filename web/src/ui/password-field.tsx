import { useLingui } from '@lingui/react/macro';
import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** A password with a button that shows it, which the keyboard reaches too. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useLingui();
  return (
    <PasswordInput
      {...props}
      maxLength={1024}
      visibilityToggleButtonProps={{
        'aria-label': t`Show or hide the password`,
        tabIndex: 0,
        'aria-hidden': false,
      }}
    />
  );
}
