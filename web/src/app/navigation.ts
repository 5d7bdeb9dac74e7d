import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  IconCalendarHeart,
  IconCalendarPlus,
  IconCalendarSearch,
  IconCalendarWeek,
  IconClockHour4,
  IconHome,
  IconLayoutColumns,
  IconStethoscope,
  IconUserCircle,
  IconUsers,
  type Icon,
  IconFileText,
  IconId,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Role } from '../lib/me.ts';
import { administration } from './administration.ts';

export interface Destination {
  to: LinkProps['to'];
  label: MessageDescriptor;
  icon: Icon;
  roles: readonly Role[];
  /** What a list opens with, today by the clock of the clinic; it stands in the URL and can be taken away there. */
  search?(today: string): LinkProps['search'];
  /** Among the four that a phone shows at its bottom edge; the others are under "More". */
  isMain?: boolean;
  /** Folded away under this heading until it is wanted. */
  group?: keyof typeof GROUPS;
}

export const GROUPS = { administration: msg`Administration` };

/** What stands in the navigation, in this order. */
export const destinations: readonly Destination[] = [
  { to: '/', label: msg`Home`, icon: IconHome, roles: ['PATIENT'], isMain: true },
  { to: '/find', label: msg`Book`, icon: IconCalendarPlus, roles: ['PATIENT'], isMain: true },
  { to: '/visits', label: msg`My visits`, icon: IconCalendarHeart, roles: ['PATIENT'], isMain: true },
  { to: '/records', label: msg`My records`, icon: IconFileText, roles: ['PATIENT'], isMain: true },
  { to: '/my-data', label: msg`My data`, icon: IconId, roles: ['PATIENT'] },
  { to: '/today', label: msg`Today`, icon: IconStethoscope, roles: ['DOCTOR'], isMain: true },
  { to: '/calendar', label: msg`Calendar`, icon: IconCalendarWeek, roles: ['DOCTOR'], isMain: true },
  { to: '/board', label: msg`Day board`, icon: IconLayoutColumns, roles: ['ADMIN'], isMain: true },
  { to: '/patients', label: msg`Patients`, icon: IconUsers, roles: ['DOCTOR'], isMain: true },
  { to: '/schedule', label: msg`My hours`, icon: IconClockHour4, roles: ['DOCTOR'] },
  {
    to: '/desk/visits',
    label: msg`Visits`,
    icon: IconCalendarSearch,
    roles: ['ADMIN'],
    search: (today) => ({ date_from: today, ordering: 'appointment_datetime' }),
  },
  { to: '/desk/patients', label: msg`Patients`, icon: IconUsers, roles: ['ADMIN'], isMain: true },
  { to: '/desk/doctors', label: msg`Doctors`, icon: IconStethoscope, roles: ['ADMIN'], isMain: true },
  ...administration,
  {
    to: '/account',
    label: msg`My account`,
    icon: IconUserCircle,
    roles: ['PATIENT', 'DOCTOR', 'ADMIN'],
    isMain: true,
  },
];
