import { msg } from '@lingui/core/macro';
import {
  IconAdjustments,
  IconChartBar,
  IconListSearch,
  IconLockOpen,
  IconMail,
  IconRefreshAlert,
  IconStack2,
  IconUserShield,
} from '@tabler/icons-react';
import type { Destination } from './navigation.ts';

const office = { roles: ['ADMIN'], group: 'administration' } as const;

/** What administrators look at now and then, in this order. */
export const administration: readonly Destination[] = [
  { roles: ['ADMIN'], to: '/reports', label: msg`Reports`, icon: IconChartBar },
  { ...office, to: '/bulk', label: msg`Many at once`, icon: IconStack2 },
  { ...office, to: '/office/users', label: msg`Users`, icon: IconUserShield },
  { ...office, to: '/office/clinic', label: msg`Clinic`, icon: IconAdjustments },
  { ...office, to: '/office/audit', label: msg`Audit log`, icon: IconListSearch },
  { ...office, to: '/office/emergencies', label: msg`Emergency access`, icon: IconLockOpen },
  { ...office, to: '/office/mails', label: msg`Outgoing mail`, icon: IconMail },
  { ...office, to: '/office/jobs', label: msg`Failed jobs`, icon: IconRefreshAlert },
];
