import { useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { asRow, NEW_MEDICATION } from './draft-form.ts';
import { EntryRows } from './entry-rows.tsx';
import type { EditorProps } from './record-editor.tsx';

/** Medicines with what is needed to dispense and take them. */
export function MedicationRows({ form, held, change }: EditorProps) {
  const { t } = useLingui();
  const withoutName = new Set(held.flatMap((item) => (item.part === 'medications' ? [item.key] : [])));
  return (
    <EntryRows
      title={t`Medicines`}
      add={t`Add a medicine`}
      remove={(position) => t`Take out medicine ${position}`}
      entries={form.medications}
      makeEntry={() => asRow(NEW_MEDICATION)}
      change={(medications) => change({ ...form, medications })}
    >
      {(entry, set) => {
        const field = (
          name: 'dose' | 'route' | 'frequency' | 'duration',
          label: string,
          placeholder: string,
        ) => (
          <TextInput
            size="sm"
            label={label}
            placeholder={placeholder}
            maxLength={100}
            value={entry[name]}
            onChange={({ currentTarget: { value } }) => set({ [name]: value })}
          />
        );
        return (
          <>
            <div data-lead>
              <TextInput
                size="sm"
                label={t`Medicine`}
                placeholder={t`Amoxicillin`}
                maxLength={200}
                value={entry.name}
                error={withoutName.has(entry.key) && t`Name the medicine`}
                onChange={({ currentTarget: { value } }) => set({ name: value })}
              />
            </div>
            {field('dose', t`Dose`, t`500 mg`)}
            {field('route', t`Route`, t`oral`)}
            {field('frequency', t`How often`, t`three times a day`)}
            {field('duration', t`How long`, t`7 days`)}
            <div data-wide>
              <TextInput
                size="sm"
                label={t`Instructions`}
                maxLength={1000}
                value={entry.instructions}
                onChange={({ currentTarget: { value } }) => set({ instructions: value })}
              />
            </div>
          </>
        );
      }}
    </EntryRows>
  );
}
