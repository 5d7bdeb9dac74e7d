import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { findPatientDuplicatesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { PossibleDuplicate } from '../../api/generated/types.gen.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Person } from './book-dialog.tsx';
import { PersonChoices } from './person-choices.tsx';

const WHY: Record<PossibleDuplicate['by'], MessageDescriptor> = {
  email: msg`same e-mail`,
  name_and_birth: msg`same name and birthday`,
  phone: msg`same phone`,
  similar: msg`similar name`,
};

interface Known {
  first_name: string;
  last_name: string;
  date_of_birth: string;
  phone: string;
  email: string;
}

interface PossibleDuplicatesProps {
  known: Known;
  choose(patient: Person): void;
}

/** People who are there already and may be the one that is being registered. Nothing while too little is typed. */
export function PossibleDuplicates({ known, choose }: PossibleDuplicatesProps) {
  const { t, i18n } = useLingui();
  const query = queryOf(known);
  const found = useQuery({
    ...findPatientDuplicatesOptions({ query: query ?? {} }),
    enabled: query !== undefined,
    // What is half typed may be refused; that is no news to anybody.
    retry: false,
  });
  const people = query === undefined ? [] : (found.data ?? []);
  if (people.length === 0) return null;
  return (
    <Notice tone="warning" title={<Trans>Is it one of these?</Trans>}>
      <PersonChoices<PossibleDuplicate>
        label={t`Patients who may be the same`}
        people={people}
        choose={choose}
        note={({ by }) => i18n._(WHY[by])}
      />
    </Notice>
  );
}

function queryOf({ first_name, last_name, date_of_birth, phone, email }: Known) {
  const names = { first_name: first_name.trim(), last_name: last_name.trim() };
  const query = {
    ...(names.first_name && names.last_name && names),
    ...(/^\d{4}-\d\d-\d\d$/.test(date_of_birth) && { date_of_birth }),
    ...(phone.replace(/\D/g, '').length >= 9 && { phone: phone.trim() }),
    ...(/^\S+@\S+\.\S+$/.test(email.trim()) && { email: email.trim() }),
  };
  const isEnough = 'first_name' in query || 'phone' in query || 'email' in query;
  return isEnough ? query : undefined;
}
