import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { readClinicSettingsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { Answer } from '../../ui/answer.tsx';
import { Page } from '../../ui/page.tsx';
import { ClinicForm } from './clinic-form.tsx';

/** What the clinic is called, where it is, and the rules by which visits are booked. */
export function ClinicPage() {
  const { t } = useLingui();
  const settings = useQuery(readClinicSettingsOptions());
  return (
    <Page
      title={t`Clinic`}
      lead={<Trans>What is changed here counts at once, for everybody.</Trans>}
      width="narrow"
    >
      <Answer of={settings}>{(found) => <ClinicForm settings={found} />}</Answer>
    </Page>
  );
}
