import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { uploadPatientImport } from '../../api/generated/sdk.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { readPatientImportQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import { saveAs } from '../../lib/download.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FileDrop } from './file-drop.tsx';
import { fileSentence } from './import-words.ts';
import { Steps } from './steps.tsx';
import classes from './upload-page.module.css';

const EXAMPLE =
  '\ufeffE-mail,First name,Last name,Phone,Date of birth,Gender,Address,Emergency contact,Insurer,Insurance number,' +
  'Allergies\r\namina@example.org,Amina,Otieno,+254712345678,1990-04-17,F,"12 Moi Avenue, Nairobi",' +
  'Juma Otieno +254733111222,NHIF,NHIF-0012345,Penicillin\r\n';

interface Upload {
  file: File | null;
  date_format: PatientImport['date_format'];
  calling_code: string;
}

const nothing: Upload = { file: null, date_format: 'YYYY-MM-DD', calling_code: '' };

/** First step of an import: the file, and how it is to be read. */
export function UploadPage() {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: nothing,
    async send({ file, date_format, calling_code }) {
      const body = {
        file: file ?? new Blob([]),
        date_format,
        ...(calling_code && { calling_code: calling_code.replaceAll(/[\s-]/gu, '') }),
      };
      const { data } = await uploadPatientImport({ body, throwOnError: true });
      return data;
    },
    async done(made) {
      queryClient.setQueryData(readPatientImportQueryKey({ path: { import_id: made.id } }), made);
      void refreshAnswers('listPatientImports');
      await navigate({ to: '/bulk/import/$importId', params: { importId: made.id } });
    },
    refused({ fields }) {
      const sentence = fields.map(({ message }) => fileSentence(message)).find(Boolean);
      if (!sentence) return false;
      form.setFieldError('file', i18n._(sentence));
      return true;
    },
  });

  return (
    <Page
      title={t`Import patients`}
      kicker={
        <TextLink to="/bulk" underline="hover">
          <Trans>Many at once</Trans>
        </TextLink>
      }
      lead={<Trans>The file is checked row by row. Nobody becomes a patient before you say so.</Trans>}
      width="narrow"
    >
      <Steps at="file" />
      <Panel>
        <form {...bind}>
          <Stack gap="lg">
            {notice && <Notice tone="danger">{notice}</Notice>}
            <FileDrop
              file={form.values.file}
              choose={(file) => {
                form.setFieldValue('file', file);
                form.clearFieldError('file');
              }}
              error={form.errors['file']}
            />
            <div className={classes.hint}>
              <Trans>
                The first row names the columns, in English, Swahili or French. E-mail, first name and last
                name must be there; what Etiba does not know is left aside.
              </Trans>
              <Button
                variant="subtle"
                size="compact-md"
                className={classes.example}
                onClick={() => saveAs(new Blob([EXAMPLE], { type: 'text/csv' }), 'patients.csv')}
              >
                <Trans>Save an example</Trans>
              </Button>
            </div>
            <Radio.Group
              size="md"
              label={t`Dates in the file`}
              description={t`03/04/1990 may be a day in March or in April; only you know.`}
              {...field('date_format')}
            >
              <Stack gap="xs" mt="sm">
                <Radio value="YYYY-MM-DD" label={t`Year, month, day: 1990-04-17`} />
                <Radio value="DD/MM/YYYY" label={t`Day, month, year: 17/04/1990`} />
                <Radio value="MM/DD/YYYY" label={t`Month, day, year: 04/17/1990`} />
              </Stack>
            </Radio.Group>
            <TextInput
              label={t`Country code of phone numbers that begin with 0`}
              description={t`Leave it empty if all numbers have theirs.`}
              placeholder="+254"
              inputMode="tel"
              maxLength={7}
              classNames={{ input: classes.code }}
              {...field('calling_code')}
            />
            <div>
              <Button type="submit" loading={isSending} disabled={form.values.file === null}>
                <Trans>Check the file</Trans>
              </Button>
            </div>
          </Stack>
        </form>
      </Panel>
    </Page>
  );
}
