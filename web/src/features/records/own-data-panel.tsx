import { Trans } from '@lingui/react/macro';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Everything of oneself to take along, as the law on personal data gives it. */
export function OwnDataPanel() {
  return (
    <Panel
      title={<Trans>Take my data along</Trans>}
      hint={
        <Trans>
          One file with everything that you see here of yourself: your details, visits, records and who opened
          them, notifications and sign-ins. Other programs can read it (JSON). Keep it safe.
        </Trans>
      }
    >
      <DownloadButton path="/api/patients/me/data/">
        <Trans>Download my data</Trans>
      </DownloadButton>
    </Panel>
  );
}
