import { useLingui } from '@lingui/react';
import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconSettings } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTimes } from '../lib/time.ts';
import classes from './destinations.module.css';
import { GROUPS, type Destination } from './navigation.ts';

interface DestinationsProps {
  of: readonly Destination[];
  /** Shows what is in groups at once: where there is room for it. */
  isUnfolded?: boolean;
  onGo?(): void;
}

/** Where one can go, one under the other; a group stands where its first member would. */
export function Destinations({ of, isUnfolded = false, onGo }: DestinationsProps) {
  const groups = [...new Set(of.map(({ group }) => group))].filter((group) => group !== undefined);
  const first = new Map(groups.map((group) => [of.find((place) => place.group === group), group]));
  return (
    <ul className={classes.destinations}>
      {of.map((place) => {
        const group = first.get(place);
        if (group !== undefined)
          return (
            <li key={group}>
              <Group
                name={group}
                of={of.filter((member) => member.group === group)}
                isUnfolded={isUnfolded}
                onGo={onGo}
              />
            </li>
          );
        return (
          place.group === undefined && (
            <li key={place.to}>
              <Place place={place} onGo={onGo} />
            </li>
          )
        );
      })}
    </ul>
  );
}

interface PlaceProps {
  place: Destination;
  onGo: (() => void) | undefined;
}

function Place({ place: { to, label, icon: Icon, search }, onGo }: PlaceProps) {
  const { i18n } = useLingui();
  const times = useTimes();
  return (
    <Link
      to={to}
      search={search?.(times.today())}
      className={classes.destination}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      onClick={onGo}
    >
      <Icon size={21} stroke={1.7} aria-hidden />
      {i18n._(label)}
    </Link>
  );
}

interface GroupProps extends Omit<PlaceProps, 'place'> {
  name: keyof typeof GROUPS;
  of: readonly Destination[];
  isUnfolded: boolean;
}

function Group({ name, of, isUnfolded, onGo }: GroupProps) {
  const { i18n } = useLingui();
  const id = useId();
  const isHere = useLocation({
    select: ({ pathname }) => of.some(({ to }) => pathname.startsWith(String(to))),
  });
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = isUnfolded || (chosen ?? isHere);
  return (
    <>
      {isUnfolded ? (
        <p className={classes.heading}>{i18n._(GROUPS[name])}</p>
      ) : (
        <UnstyledButton
          className={`${classes.destination} ${classes.group}`}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setChosen(!isOpen)}
        >
          <IconSettings size={21} stroke={1.7} aria-hidden />
          {i18n._(GROUPS[name])}
          <IconChevronDown size={18} stroke={1.8} aria-hidden />
        </UnstyledButton>
      )}
      <ul id={id} hidden={!isOpen} className={`${classes.destinations} ${isUnfolded ? '' : classes.members}`}>
        {of.map((place) => (
          <li key={place.to}>
            <Place place={place} onGo={onGo} />
          </li>
        ))}
      </ul>
    </>
  );
}
