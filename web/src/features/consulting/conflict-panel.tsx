import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { Panel } from '../../ui/panel.tsx';
import { RecordContent } from '../../ui/record-content.tsx';
import {
  contentOf,
  emptyForm,
  fieldsThatDiffer,
  merged,
  type Content,
  type DraftForm,
  type Field,
} from './draft-form.ts';
import { FIELD_WORDS } from './field-words.ts';
import classes from './conflict-panel.module.css';

interface ConflictPanelProps {
  form: DraftForm;
  /** How the record stands on the server. */
  theirs: MedicalRecord;
  choose(content: Content): void;
}

/** Both sides of every part that differs, and a choice for each; nothing is taken without being chosen. */
export function ConflictPanel({ form, theirs, choose }: ConflictPanelProps) {
  const { t, i18n } = useLingui();
  const panel = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<ReadonlyMap<Field, 'mine' | 'theirs'>>(new Map());
  const mine = contentOf(form, i18n._(RECORD_TYPE_WORDS[form.record_type])).content;
  const fields = fieldsThatDiffer(mine, theirs);
  const isComplete = fields.every((field) => chosen.has(field));
  useEffect(() => panel.current?.focus(), []);
  return (
    <div ref={panel} tabIndex={-1} className={classes.panel}>
      <Panel
        tone="danger"
        title={<Trans>This record was changed elsewhere while you wrote</Trans>}
        hint={
          theirs.status === 'draft' ? (
            <Trans>Nothing of yours is lost, and nothing is overwritten. Choose what stays.</Trans>
          ) : (
            <Trans>It has also been signed. What you choose becomes an amendment.</Trans>
          )
        }
      >
        {fields.map((field) => (
          <Radio.Group
            key={field}
            className={classes.field}
            label={i18n._(FIELD_WORDS[field])}
            value={chosen.get(field) ?? ''}
            onChange={(side) => setChosen(new Map([...chosen, [field, side as 'mine' | 'theirs']]))}
          >
            <div className={classes.sides}>
              <Radio.Card value="mine" className={classes.side}>
                <Side name={t`Yours, on this screen`} field={field} content={mine} />
              </Radio.Card>
              <Radio.Card value="theirs" className={classes.side}>
                <Side name={t`The other, as saved`} field={field} content={theirs} />
              </Radio.Card>
            </div>
          </Radio.Group>
        ))}
        <Button
          disabled={!isComplete}
          onClick={() => {
            const fromTheirs = new Set(fields.filter((field) => chosen.get(field) === 'theirs'));
            choose(merged(mine, theirs, fromTheirs));
          }}
        >
          <Trans>Go on with what is chosen</Trans>
        </Button>
      </Panel>
    </div>
  );
}

function Side({ name, field, content }: { name: string; field: Field; content: Content }) {
  return (
    <>
      <span className={classes.name}>
        <Radio.Indicator /> {name}
      </span>
      <span className={classes.value}>
        <Value field={field} content={content} />
      </span>
    </>
  );
}

function Value({ field, content }: { field: Field; content: Content }) {
  const { t, i18n } = useLingui();
  if (field === 'record_type') return i18n._(RECORD_TYPE_WORDS[content.record_type]);
  if (field === 'is_confidential') return content.is_confidential ? t`Yes` : t`No`;
  const value = content[field];
  if (typeof value === 'string') return value.trim() || t`(empty)`;
  if (Object.keys(value).length === 0) return t`(empty)`;
  const { content: empty } = contentOf(emptyForm(content.record_type), '');
  return <RecordContent record={{ ...empty, [field]: value }} />;
}
