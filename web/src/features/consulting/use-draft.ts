import { useLingui } from '@lingui/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { createMedicalRecord, readMedicalRecord, updateMedicalRecord } from '../../api/generated/sdk.gen.ts';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { RECORD_TYPE_WORDS, type RecordType } from '../../lib/record-words.ts';
import { contentOf, emptyForm, formOf, isUntouched, type Content, type DraftForm } from './draft-form.ts';
import { DraftKeeper } from './draft-keeper.ts';
import type { AnyRecord } from './patient-story.ts';

interface Start {
  patient: string;
  /** The visit that it is written of, if any. */
  appointment?: string | undefined;
  record_type: RecordType;
  /** The draft that is gone on with, as a get has answered. */
  kept?: MedicalRecord | undefined;
}

/** What a record says, or its refusal for those who may know of it only. */
export function readable(record: AnyRecord): MedicalRecord {
  if (record.restricted) throw new Refusal({ code: 'record_restricted', status: 403 });
  return record;
}

/** A draft while it is typed: the form, what of it cannot be kept yet, and how it stands to the server. */
export function useDraft({ patient, appointment, record_type, kept }: Start) {
  const { i18n } = useLingui();
  const [form, setForm] = useState(() => (kept ? formOf(kept) : emptyForm(record_type)));
  const [keeper] = useState(
    () =>
      new DraftKeeper<MedicalRecord>({
        kept,
        async create(content) {
          const body = { ...content, patient, draft: true, ...(appointment && { appointment }) };
          return readable((await createMedicalRecord({ body, throwOnError: true })).data);
        },
        async update(content, seen) {
          const call = { path: { record_id: seen.id }, body: content, headers: ifUnchanged(seen) };
          return readable((await updateMedicalRecord({ ...call, throwOnError: true })).data);
        },
        async read({ id }) {
          return readable((await readMedicalRecord({ path: { record_id: id }, throwOnError: true })).data);
        },
      }),
  );
  const keeping = useSyncExternalStore(keeper.subscribe, keeper.keeping);
  const wire = (of: DraftForm) => contentOf(of, i18n._(RECORD_TYPE_WORDS[of.record_type]));
  const { held } = wire(form);
  const isAllKept = (keeping.state === 'saved' || keeping.state === 'empty') && held.length === 0;

  useEffect(() => {
    const flush = () => void keeper.flush();
    addEventListener('online', flush);
    return () => {
      removeEventListener('online', flush);
      keeper.stop();
    };
  }, [keeper]);
  useWarningBeforeLeaving(!isAllKept);

  return {
    form,
    held,
    keeper,
    keeping,
    isAllKept,
    change(next: DraftForm) {
      setForm(next);
      if (keeper.kept || !isUntouched(next)) keeper.change(wire(next).content);
    },
    /** After a conflict. */
    choose(content: Content) {
      setForm(formOf(content));
      keeper.resolve(content);
    },
  };
}

/** Closing the tab is asked once more while something would be lost. */
export function useWarningBeforeLeaving(isWarning: boolean): void {
  useEffect(() => {
    if (!isWarning) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isWarning]);
}
