import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe, type Role } from '../lib/me.ts';
import { Initials } from '../ui/person.tsx';
import { signOut } from './sign-out.ts';
import classes from './user-menu.module.css';

export const ROLE_WORDS: Record<Role, MessageDescriptor> = {
  ADMIN: msg`Administrator`,
  DOCTOR: msg`Doctor`,
  PATIENT: msg`Patient`,
};

/** Who is signed in, and the way out. */
export function UserMenu() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const name = `${me.first_name} ${me.last_name}`;
  return (
    <Menu position="bottom-end" width={248}>
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <Initials name={name} size={38} />
          <VisuallyHidden>{t`My account: ${name}`}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{name}</strong>
          <span>{i18n._(ROLE_WORDS[me.role])}</span>
        </div>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={19} />}>
          <Trans>My account</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={19} />} onClick={() => void signOut()}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
