import { Trans, useLingui } from '@lingui/react/macro';
import {
  Button,
  NativeSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useMemo, useRef } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { updateClinicSettings } from '../../api/generated/sdk.gen.ts';
import type { ClinicSettings } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** A number field holds a text while it is empty. */
type Typed = number | string;

type Rule = 'min_notice_minutes' | 'max_days_ahead' | 'open_bookings_per_patient';

type Values = Omit<ClinicSettings, 'updated_at' | 'phone' | 'email' | Rule> &
  Record<'phone' | 'email', string> &
  Record<Rule, Typed>;

function valuesOf({ updated_at: _updated, phone, email, ...known }: ClinicSettings): Values {
  return { ...known, phone: phone ?? '', email: email ?? '' };
}

export function ClinicForm({ settings }: { settings: ClinicSettings }) {
  const { t } = useLingui();
  const { bind, field, form, isSending, notice } = useServerForm({
    initial: valuesOf(settings),
    async send({ phone, email, min_notice_minutes, max_days_ahead, open_bookings_per_patient, ...rest }) {
      const body = {
        ...rest,
        phone: phone || null,
        email: email || null,
        min_notice_minutes: numberIn(min_notice_minutes),
        max_days_ahead: numberIn(max_days_ahead),
        open_bookings_per_patient: numberIn(open_bookings_per_patient),
      };
      const { data } = await updateClinicSettings({
        body,
        headers: ifUnchanged(settings),
        throwOnError: true,
      });
      return data;
    },
    async done({ affected_appointments: count, settings: saved }) {
      form.setValues(valuesOf(saved));
      await refreshAnswers('readClinicSettings', 'readClinic', 'listAppointments');
      notifications.show(
        count > 0
          ? { message: t`Saved. Visits that need another time now: ${count}.`, autoClose: false }
          : { message: t`Saved.` },
      );
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readClinicSettings');
    },
  });
  // What somebody else has changed is shown where nothing was typed here; what was typed stays.
  const known = useRef(settings);
  const { getValues, setValues } = form;
  useEffect(() => {
    if (known.current === settings) return;
    const [before, typed] = [valuesOf(known.current), getValues()];
    const untouched = Object.entries(valuesOf(settings)).filter(
      ([name]) => typed[name as keyof Values] === before[name as keyof Values],
    );
    known.current = settings;
    setValues(Object.fromEntries(untouched));
  }, [settings, getValues, setValues]);
  const zones = useMemo(
    () => [...new Set([settings.time_zone, ...Intl.supportedValuesOf('timeZone')])].toSorted(),
    [settings.time_zone],
  );

  return (
    <form {...bind}>
      <Stack gap="xl">
        {notice && <Notice tone="danger">{notice}</Notice>}
        <Panel
          title={<Trans>Name and contact</Trans>}
          hint={<Trans>Stands in messages, on documents and on the sign-in page.</Trans>}
        >
          <Stack>
            <TextInput label={t`Name`} autoComplete="off" maxLength={200} {...field('name')} />
            <Textarea
              label={t`Address`}
              autoComplete="off"
              minRows={2}
              maxLength={500}
              {...field('address')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label={t`Phone`} type="tel" autoComplete="off" maxLength={50} {...field('phone')} />
              <TextInput
                label={t`E-mail`}
                type="email"
                autoComplete="off"
                spellCheck={false}
                maxLength={254}
                {...field('email')}
              />
            </SimpleGrid>
          </Stack>
        </Panel>
        <Panel title={<Trans>Time and language</Trans>}>
          <Stack>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select
                label={t`Time zone`}
                data={zones}
                searchable
                allowDeselect={false}
                limit={60}
                nothingFoundMessage={t`There is no such zone`}
                {...field('time_zone')}
              />
              <NativeSelect
                label={t`Language`}
                data={(Object.keys(LANGUAGES) as Language[]).map((value) => ({
                  value,
                  label: LANGUAGES[value],
                }))}
                {...field('locale')}
              />
            </SimpleGrid>
            {form.values.time_zone !== settings.time_zone && (
              <Notice tone="warning" title={<Trans>Another time zone moves all weekly hours</Trans>}>
                <Trans>
                  Visits keep their instant. Those that the hours no longer cover are marked, and their
                  patients are told.
                </Trans>
              </Notice>
            )}
          </Stack>
        </Panel>
        <Panel
          title={<Trans>Rules for booking</Trans>}
          hint={<Trans>By these rules times are offered and bookings are taken.</Trans>}
        >
          <Stack>
            <NumberInput
              label={t`Shortest notice, in minutes`}
              description={t`A visit may be booked or moved until this long before its start.`}
              min={0}
              max={525_600}
              allowDecimal={false}
              allowNegative={false}
              {...field('min_notice_minutes')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberInput
                label={t`Days that may be booked ahead`}
                min={1}
                max={365}
                allowDecimal={false}
                allowNegative={false}
                {...field('max_days_ahead')}
              />
              <NumberInput
                label={t`Open bookings of a patient`}
                min={1}
                max={100}
                allowDecimal={false}
                allowNegative={false}
                {...field('open_bookings_per_patient')}
              />
            </SimpleGrid>
          </Stack>
        </Panel>
        <div>
          <Button type="submit" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** An empty field is nothing that the server takes, so it says so at the field. */
function numberIn(typed: Typed): number {
  return typeof typed === 'number' ? typed : Number.NaN;
}
