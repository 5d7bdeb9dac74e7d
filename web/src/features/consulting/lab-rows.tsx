import { useLingui } from '@lingui/react/macro';
import { NativeSelect, TextInput } from '@mantine/core';
import type { LabResult } from '../../api/generated/types.gen.ts';
import { LAB_FLAG_WORDS } from '../../lib/record-words.ts';
import { asRow, NEW_LAB_RESULT } from './draft-form.ts';
import { EntryRows } from './entry-rows.tsx';
import type { EditorProps } from './record-editor.tsx';

/** Results of the laboratory. */
export function LabRows({ form, held, change }: EditorProps) {
  const { t, i18n } = useLingui();
  const incomplete = new Set(held.flatMap((item) => (item.part === 'lab_results' ? [item.key] : [])));
  return (
    <EntryRows
      title={t`Laboratory results`}
      add={t`Add a result`}
      remove={(position) => t`Take out result ${position}`}
      entries={form.lab_results}
      makeEntry={() => asRow(NEW_LAB_RESULT)}
      change={(lab_results) => change({ ...form, lab_results })}
    >
      {(entry, set) => {
        const isMissing = (name: 'test' | 'value') => incomplete.has(entry.key) && entry[name].trim() === '';
        const field = (name: 'unit' | 'reference_range', label: string, placeholder: string) => (
          <TextInput
            size="sm"
            label={label}
            placeholder={placeholder}
            maxLength={name === 'unit' ? 50 : 100}
            value={entry[name]}
            onChange={({ currentTarget: { value } }) => set({ [name]: value })}
          />
        );
        return (
          <>
            <div data-lead>
              <TextInput
                size="sm"
                label={t`Test`}
                placeholder={t`Haemoglobin`}
                maxLength={200}
                value={entry.test}
                error={isMissing('test') && t`Name the test`}
                onChange={({ currentTarget: { value } }) => set({ test: value })}
              />
            </div>
            <TextInput
              size="sm"
              label={t`Result`}
              maxLength={100}
              value={entry.value}
              error={isMissing('value') && t`Enter the result`}
              onChange={({ currentTarget: { value } }) => set({ value })}
            />
            {field('unit', t`Unit`, t`g/dL`)}
            {field('reference_range', t`Reference range`, t`12.0–15.5`)}
            <NativeSelect
              size="sm"
              label={t`Flag`}
              value={entry.flag ?? ''}
              data={[
                { value: '', label: t`none` },
                ...Object.entries(LAB_FLAG_WORDS).map(([value, word]) => ({ value, label: i18n._(word) })),
              ]}
              onChange={({ currentTarget: { value } }) => set({ flag: (value || null) as LabResult['flag'] })}
            />
          </>
        );
      }}
    </EntryRows>
  );
}
