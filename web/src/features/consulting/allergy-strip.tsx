import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Allergy } from '../../api/generated/types.gen.ts';
import { SEVERITY_WORDS } from '../../lib/record-words.ts';
import classes from './allergy-strip.module.css';

interface AllergyStripProps {
  /** What the patient's profile says, in words. */
  told: string;
  /** What records say. */
  recorded: readonly Allergy[];
}

/** What must not be given, where it cannot be missed; that nothing is known is said as well. */
export function AllergyStrip({ told, recorded }: AllergyStripProps) {
  const { i18n } = useLingui();
  if (!told && recorded.length === 0) {
    return (
      <p className={classes.none}>
        <Trans>No allergies are entered. That is no proof that there are none.</Trans>
      </p>
    );
  }
  return (
    <section className={classes.strip} aria-labelledby="allergies">
      <h2 id="allergies" className={classes.title}>
        <IconAlertTriangle size={20} aria-hidden /> <Trans>Allergies</Trans>
      </h2>
      <ul className={classes.list}>
        {recorded.map(({ substance, reaction, severity }) => (
          <li key={substance}>
            <strong>{substance}</strong>
            {[reaction, severity && i18n._(SEVERITY_WORDS[severity])].filter(Boolean).map((words) => (
              <span key={words}> · {words}</span>
            ))}
          </li>
        ))}
        {told && (
          <li className={classes.told}>
            <span className={classes.source}>
              <Trans>From the profile:</Trans>
            </span>{' '}
            <strong>{told}</strong>
          </li>
        )}
      </ul>
    </section>
  );
}
