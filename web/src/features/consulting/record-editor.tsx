import { useLingui } from '@lingui/react/macro';
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { RECORD_TYPE_WORDS, type RecordType } from '../../lib/record-words.ts';
import { AllergyRows } from './allergy-rows.tsx';
import type { DraftForm, Held } from './draft-form.ts';
import { LabRows } from './lab-rows.tsx';
import { MedicationRows } from './medication-rows.tsx';
import { VitalInputs } from './vital-inputs.tsx';
import classes from './record-editor.module.css';

export interface EditorProps {
  form: DraftForm;
  held: readonly Held[];
  change(form: DraftForm): void;
}

const LONGEST_TEXT = 20_000;

/** The fields of a record; a prescription begins with its medicines. */
export function RecordEditor({ form, held, change }: EditorProps) {
  const { t, i18n } = useLingui();
  const set = (changes: Partial<DraftForm>) => change({ ...form, ...changes });
  const text = (field: 'summary' | 'diagnosis' | 'treatment_plan') => ({
    value: form[field],
    maxLength: LONGEST_TEXT,
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  });
  const rows = { form, held, change };
  const isPrescription = form.record_type === 'prescription';
  return (
    <div className={classes.editor}>
      <div className={classes.head}>
        <TextInput
          label={t`Title`}
          placeholder={i18n._(RECORD_TYPE_WORDS[form.record_type])}
          value={form.title}
          maxLength={200}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <NativeSelect
          label={t`Kind`}
          value={form.record_type}
          data={Object.entries(RECORD_TYPE_WORDS).map(([value, word]) => ({ value, label: i18n._(word) }))}
          onChange={(event) => set({ record_type: event.currentTarget.value as RecordType })}
        />
      </div>
      {isPrescription && <MedicationRows {...rows} />}
      <Textarea label={t`Summary`} minRows={isPrescription ? 2 : 5} maxRows={24} {...text('summary')} />
      <VitalInputs {...rows} />
      <LabRows {...rows} />
      <Textarea label={t`Diagnosis`} minRows={2} maxRows={16} {...text('diagnosis')} />
      {!isPrescription && <MedicationRows {...rows} />}
      <AllergyRows {...rows} />
      <Textarea label={t`Treatment plan`} minRows={3} maxRows={16} {...text('treatment_plan')} />
      <Checkbox
        label={t`Confidential`}
        description={t`Only you and the patient read it; others see that it exists.`}
        checked={form.is_confidential}
        onChange={(event) => set({ is_confidential: event.currentTarget.checked })}
      />
    </div>
  );
}
