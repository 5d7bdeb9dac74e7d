import { useLingui } from '@lingui/react/macro';
import { Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ServerForm } from '../../lib/use-server-form.ts';
import { allSpecializations } from './all-specializations.ts';
import type { DoctorValues } from './doctor-form.ts';
import classes from './specialization-fields.module.css';

/** Which ones, and for each whether and since when it is certified. */
export function SpecializationFields({ form }: Pick<ServerForm<DoctorValues>, 'form'>) {
  const { t } = useLingui();
  const known = useQuery(allSpecializations);
  const names = new Map((known.data?.results ?? []).map(({ id, name }) => [id, name]));
  const { specializations: held } = form.getValues();
  const hold = (ids: string[]) =>
    form.setFieldValue(
      'specializations',
      ids.map(
        (id) => held.find((one) => one.id === id) ?? { id, board_certified: false, certification_date: '' },
      ),
    );
  return (
    <>
      <MultiSelect
        label={t`Fields`}
        size="md"
        searchable
        placeholder={held.length === 0 ? t`Choose one or more` : ''}
        nothingFoundMessage={t`Nothing is found`}
        value={held.map(({ id }) => id)}
        onChange={hold}
        data={[...names].map(([value, label]) => ({ value, label }))}
        error={form.errors['specializations']}
      />
      {held.length > 0 && (
        <ul className={classes.held}>
          {held.map(({ id, board_certified }, index) => {
            const name = names.get(id) ?? '';
            return (
              <li key={id}>
                <strong>{name}</strong>
                <Checkbox
                  label={t`Board certified`}
                  aria-label={t`${name}: board certified`}
                  {...form.getInputProps(`specializations.${index}.board_certified`, { type: 'checkbox' })}
                />
                {board_certified && (
                  <TextInput
                    type="date"
                    size="sm"
                    aria-label={t`${name}: certified on`}
                    {...form.getInputProps(`specializations.${index}.certification_date`)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
