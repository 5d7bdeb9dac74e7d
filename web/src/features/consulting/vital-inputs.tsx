import { useLingui } from '@lingui/react/macro';
import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { TextInput } from '@mantine/core';
import { VITAL_SIGN_WORDS } from '../../lib/record-words.ts';
import { VITAL_FIELDS, type VitalField } from './draft-form.ts';
import type { EditorProps } from './record-editor.tsx';
import classes from './record-editor.module.css';

const { blood_pressure: _, ...others } = VITAL_SIGN_WORDS;
const WORDS: Record<VitalField, MessageDescriptor> = {
  systolic: msg`Systolic`,
  diastolic: msg`Diastolic`,
  ...others,
};

/** What was measured; a number that no patient has is marked while it stands there. */
export function VitalInputs({ form, held, change }: EditorProps) {
  const { t, i18n } = useLingui();
  const isHeld = (field: VitalField) =>
    held.some((item) => item.part === 'vital_signs' && item.field === field);
  return (
    <fieldset className={classes.group}>
      <legend>{t`Vital signs`}</legend>
      <div className={classes.vitals}>
        {(Object.keys(VITAL_FIELDS) as VitalField[]).map((field) => {
          const { least, most, unit } = VITAL_FIELDS[field];
          return (
            <TextInput
              key={field}
              size="sm"
              label={i18n._(WORDS[field])}
              inputMode="decimal"
              autoComplete="off"
              maxLength={8}
              rightSection={
                <span className={classes.unit} aria-hidden>
                  {unit}
                </span>
              }
              rightSectionWidth={54}
              rightSectionPointerEvents="none"
              value={form.vital_signs[field]}
              error={
                isHeld(field) &&
                (field === 'diastolic'
                  ? t`${least} to ${most}, below the systolic`
                  : t`${least} to ${most} ${unit}`)
              }
              onChange={({ currentTarget: { value } }) =>
                change({ ...form, vital_signs: { ...form.vital_signs, [field]: value } })
              }
            />
          );
        })}
      </div>
    </fieldset>
  );
}
