import { Trans, useLingui } from '@lingui/react/macro';
import { IconArrowRight } from '@tabler/icons-react';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { Panel } from '../../ui/panel.tsx';
import { FIELD_WORDS } from './import-words.ts';
import classes from './read-columns.module.css';

/** How the columns of the file were understood. */
export function ReadColumns({ file }: { file: PatientImport }) {
  const { i18n } = useLingui();
  const named = file.columns.filter(({ header }) => header !== '');
  return (
    <Panel title={<Trans>How the columns were read</Trans>}>
      <ul className={classes.columns}>
        {named.map(({ header, field }, index) => (
          <li key={index} className={classes.column} data-aside={field === null || undefined}>
            <span>{header}</span>
            <IconArrowRight size={15} stroke={1.8} className={classes.arrow} aria-hidden />
            <strong>{field ? i18n._(FIELD_WORDS[field]) : <Trans>left aside</Trans>}</strong>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
