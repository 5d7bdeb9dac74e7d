import { Trans } from '@lingui/react/macro';
import { Link, Outlet } from '@tanstack/react-router';
import { Mark } from '../ui/brand.tsx';
import { Preferences } from './preferences.tsx';
import classes from './public-layout.module.css';

/** Around the pages for anyone: a calm half with a promise, and the form. */
export function PublicLayout() {
  return (
    <div className={classes.layout}>
      <aside className={classes.promise}>
        <Link to="/sign-in" className={classes.brand}>
          <Mark size={36} />
          Etiba
        </Link>
        <div>
          <p className={classes.claim}>
            <Trans>Care that runs on time</Trans>
          </p>
          <ul className={classes.points}>
            <li>
              <Trans>See who is free this week and book in a minute.</Trans>
            </li>
            <li>
              <Trans>Move or cancel a visit whenever you need to.</Trans>
            </li>
            <li>
              <Trans>Your records are yours: see them, and see who has opened them.</Trans>
            </li>
          </ul>
        </div>
        <Leaves />
      </aside>
      <div className={classes.side}>
        <header className={classes.top}>
          <Link to="/sign-in" className={classes.brand}>
            <Mark />
            Etiba
          </Link>
          <Preferences />
        </header>
        <main id="main" className={classes.main}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}

function Leaves() {
  return (
    <svg className={classes.leaves} viewBox="0 0 480 480" aria-hidden>
      <path d="M60 460C70 300 150 190 330 130 320 310 230 420 60 460Z" />
      <path d="M210 470C230 370 300 300 430 270 420 390 340 460 210 470Z" />
      <path d="M20 300C10 200 50 110 150 40 190 150 150 250 20 300Z" />
    </svg>
  );
}
