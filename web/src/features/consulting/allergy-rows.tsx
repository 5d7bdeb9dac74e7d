import { useLingui } from '@lingui/react/macro';
import { NativeSelect, TextInput } from '@mantine/core';
import type { Allergy } from '../../api/generated/types.gen.ts';
import { SEVERITY_WORDS } from '../../lib/record-words.ts';
import { asRow, NEW_ALLERGY } from './draft-form.ts';
import { EntryRows } from './entry-rows.tsx';
import type { EditorProps } from './record-editor.tsx';

/** What must not be given, as it became known. */
export function AllergyRows({ form, held, change }: EditorProps) {
  const { t, i18n } = useLingui();
  const withoutName = new Set(held.flatMap((item) => (item.part === 'allergies' ? [item.key] : [])));
  return (
    <EntryRows
      title={t`Allergies`}
      add={t`Add an allergy`}
      remove={(position) => t`Take out allergy ${position}`}
      entries={form.allergies}
      makeEntry={() => asRow(NEW_ALLERGY)}
      change={(allergies) => change({ ...form, allergies })}
    >
      {(entry, set) => (
        <>
          <TextInput
            size="sm"
            label={t`Substance`}
            placeholder={t`Penicillin`}
            maxLength={200}
            value={entry.substance}
            error={withoutName.has(entry.key) && t`Name the substance`}
            onChange={({ currentTarget: { value } }) => set({ substance: value })}
          />
          <TextInput
            size="sm"
            label={t`Reaction`}
            placeholder={t`Rash`}
            maxLength={200}
            value={entry.reaction}
            onChange={({ currentTarget: { value } }) => set({ reaction: value })}
          />
          <NativeSelect
            size="sm"
            label={t`Severity`}
            value={entry.severity ?? ''}
            data={[
              { value: '', label: t`not known` },
              ...Object.entries(SEVERITY_WORDS).map(([value, word]) => ({ value, label: i18n._(word) })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              set({ severity: (value || null) as Allergy['severity'] })
            }
          />
        </>
      )}
    </EntryRows>
  );
}
