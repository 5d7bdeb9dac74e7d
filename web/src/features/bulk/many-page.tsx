import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { IconCalendarCog, IconTableImport, IconUserOff, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listPatientImportsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { UserLink } from '../../ui/person-link.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { ImportStatus } from './import-status.tsx';
import classes from './many-page.module.css';

/** What is done to many at once, each with a look at what would become of it. */
export function ManyPage() {
  const { t } = useLingui();
  const imports = useQuery(listPatientImportsOptions({ query: { page_size: 10 } }));
  return (
    <Page
      title={t`Many at once`}
      lead={<Trans>Before anything happens, you see what would become of whom.</Trans>}
    >
      <ul className={classes.ways}>
        <Way to="/bulk/day" icon={IconCalendarCog} title={<Trans>A doctor’s day</Trans>}>
          <Trans>
            The doctor is ill: move the visits of a day to colleagues or other days, or cancel them.
          </Trans>
        </Way>
        <Way to="/bulk/import" icon={IconTableImport} title={<Trans>Import patients</Trans>}>
          <Trans>
            From the file of another system. Checked first, and undone within a day if it was wrong.
          </Trans>
        </Way>
        <Way to="/bulk/deactivate" icon={IconUserOff} title={<Trans>Switch patients off</Trans>}>
          <Trans>Accounts of several patients, with the visits that this cancels.</Trans>
        </Way>
      </ul>
      <Panel
        title={<Trans>Imports</Trans>}
        hint={<Trans>Each is forgotten after 30 days; the patients stay.</Trans>}
      >
        <Answer of={imports}>
          {({ results }) =>
            results.length === 0 ? (
              <Empty icon={IconTableImport} title={<Trans>No import yet</Trans>} />
            ) : (
              <PlainList label={t`Imports`}>
                {results.map((one) => (
                  <ImportLine key={one.id} file={one} />
                ))}
              </PlainList>
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

interface WayProps {
  to: LinkProps['to'];
  icon: Icon;
  title: ReactNode;
  children: ReactNode;
}

function Way({ to, icon: Icon, title, children }: WayProps) {
  return (
    <li className={classes.way}>
      <span className={classes.icon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <h2 className={classes.title}>
        <Link to={to} className={classes.link}>
          {title}
        </Link>
      </h2>
      <p className={classes.words}>{children}</p>
    </li>
  );
}

function ImportLine({ file }: { file: PatientImport }) {
  const times = useTimes();
  const { id, file_name, rows, created_at, created_by } = file;
  const done = rows.imported + rows.undone;
  return (
    <li className={classes.line}>
      <div className={classes.lineWords}>
        <Link to="/bulk/import/$importId" params={{ importId: id }} className={classes.name}>
          {file_name}
        </Link>
        <p className={classes.more}>
          {done > 0 ? (
            <Plural value={done} one="# patient" other="# patients" />
          ) : (
            <Plural value={rows.total} one="# row" other="# rows" />
          )}
          {' · '}
          <time dateTime={created_at} className="numbers">
            {times.dayAndTime(created_at)}
          </time>
          {' · '}
          <UserLink id={created_by.id}>{created_by.full_name}</UserLink>
        </p>
      </div>
      <ImportStatus status={file.status} />
    </li>
  );
}
