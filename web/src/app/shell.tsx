import { Trans, useLingui } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useMe } from '../lib/me.ts';
import { Mark } from '../ui/brand.tsx';
import { Bell } from './bell.tsx';
import { Connection } from './connection.tsx';
import { Destinations } from './destinations.tsx';
import { destinations, type Destination } from './navigation.ts';
import { Preferences } from './preferences.tsx';
import { UserMenu } from './user-menu.tsx';
import classes from './shell.module.css';

const MoreDrawer = lazy(async () => ({ default: (await import('./more-drawer.tsx')).MoreDrawer }));

/** Beside or under every page: where one can go, the bell, language and light, and one's own name. */
export function Shell() {
  const { t } = useLingui();
  const me = useMe();
  const mine = destinations.filter(({ roles }) => roles.includes(me.role));
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <nav className={classes.side} aria-label={t`Main`}>
        <Brand />
        <Destinations of={mine} />
      </nav>
      <header className={classes.top}>
        <div className={classes.topBrand}>
          <Brand />
        </div>
        <div className={classes.tools}>
          <Preferences />
          <Bell />
          <UserMenu />
        </div>
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Connection />
        <Outlet />
      </main>
      <BottomBar of={mine} />
    </div>
  );
}

function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Mark />
      Etiba
    </Link>
  );
}

/** Within a thumb's reach on a phone: four places, and "More" when there are others. */
function BottomBar({ of }: { of: readonly Destination[] }) {
  const { t, i18n } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const main = of.filter(({ isMain }) => isMain).slice(0, 4);
  const hasMore = of.length > main.length;
  return (
    <nav className={classes.bottom} aria-label={t`Main, at the bottom`}>
      {main.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: to === '/' }}>
          <Icon size={23} stroke={1.7} aria-hidden />
          <span>{i18n._(label)}</span>
        </Link>
      ))}
      {hasMore && (
        <UnstyledButton className={classes.tab} onClick={() => setOpen(true)} aria-expanded={isOpen}>
          <IconMenu2 size={23} stroke={1.7} aria-hidden />
          <span>
            <Trans>More</Trans>
          </span>
        </UnstyledButton>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <MoreDrawer of={of.filter((place) => !main.includes(place))} close={() => setOpen(false)} />
        </Suspense>
      )}
    </nav>
  );
}
