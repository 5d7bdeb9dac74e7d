import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ifUnchanged } from '../../api/etags.ts';
import { updateOwnAccount } from '../../api/generated/sdk.gen.ts';
import { queryClient } from '../../api/query-client.ts';
import { chooseLanguage } from '../../i18n/catalogues.ts';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { meQuery, useMe } from '../../lib/me.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

export function ProfilePanel() {
  const { t } = useLingui();
  const me = useMe();
  const { bind, field, isSending, notice } = useServerForm({
    initial: { first_name: me.first_name, last_name: me.last_name, phone: me.phone ?? '', locale: me.locale },
    async send({ phone, ...names }) {
      const body = { ...names, phone: phone || null };
      const { data } = await updateOwnAccount({ body, headers: ifUnchanged(me), throwOnError: true });
      return data;
    },
    async done(changed) {
      queryClient.setQueryData(meQuery.queryKey, changed);
      if (changed.locale !== me.locale) await chooseLanguage(changed.locale);
      notifications.show({ message: t`Saved.` });
    },
    refused({ code }) {
      if (code === 'stale') void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });

  return (
    <Panel title={<Trans>About me</Trans>} hint={me.email}>
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t`First name`}
              autoComplete="given-name"
              maxLength={100}
              {...field('first_name')}
            />
            <TextInput
              label={t`Last name`}
              autoComplete="family-name"
              maxLength={100}
              {...field('last_name')}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t`Phone`} type="tel" autoComplete="tel" maxLength={25} {...field('phone')} />
            <NativeSelect
              label={t`Language of messages`}
              data={(Object.keys(LANGUAGES) as Language[]).map((value) => ({
                value,
                label: LANGUAGES[value],
              }))}
              {...field('locale')}
            />
          </SimpleGrid>
          <div>
            <Button type="submit" loading={isSending}>
              <Trans>Save</Trans>
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
