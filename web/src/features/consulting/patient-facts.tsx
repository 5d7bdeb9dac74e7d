import { Trans } from '@lingui/react/macro';
import { Anchor } from '@mantine/core';
import type { Patient } from '../../api/generated/types.gen.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';

/** How to reach the patient, who pays, and what happened before. */
export function PatientFacts({ patient }: { patient: Patient }) {
  const { user, address, emergency_contact, insurance_provider, insurance_number, medical_history } = patient;
  return (
    <Panel title={<Trans>About the patient</Trans>}>
      <Facts>
        <Fact name={<Trans>Medical history</Trans>} isWide>
          {medical_history}
        </Fact>
        <Fact name={<Trans>Phone</Trans>}>
          {user.phone && <Anchor href={`tel:${user.phone}`}>{user.phone}</Anchor>}
        </Fact>
        <Fact name={<Trans>In an emergency</Trans>}>{emergency_contact}</Fact>
        <Fact name={<Trans>Address</Trans>}>{address}</Fact>
        <Fact name={<Trans>Insurance</Trans>}>
          {[insurance_provider, insurance_number].filter(Boolean).join(', ')}
        </Fact>
      </Facts>
    </Panel>
  );
}
