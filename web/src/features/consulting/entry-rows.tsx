import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './record-editor.module.css';

interface EntryRowsProps<Entry extends { key: string }> {
  title: string;
  /** On the button that adds one. */
  add: string;
  /** Of the button that takes this one out. */
  remove(position: number): string;
  entries: readonly Entry[];
  makeEntry(): Entry;
  change(entries: Entry[]): void;
  children(entry: Entry, set: (changes: Partial<Entry>) => void): ReactNode;
}

/** Entries of one kind, one below the other; a new one gets the focus. */
export function EntryRows<Entry extends { key: string }>(props: EntryRowsProps<Entry>) {
  const { title, add, remove, entries, makeEntry, change, children } = props;
  const group = useRef<HTMLFieldSetElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    const rows = group.current?.querySelectorAll<HTMLElement>(`.${classes.row}`);
    rows
      ?.item(rows.length - 1)
      .querySelector('input')
      ?.focus();
  });
  return (
    <fieldset className={classes.group} ref={group}>
      <legend>{title}</legend>
      {entries.map((entry, index) => (
        <div key={entry.key} className={classes.row}>
          <div className={classes.fields}>
            {children(entry, (changes) =>
              change(entries.map((other) => (other === entry ? { ...entry, ...changes } : other))),
            )}
          </div>
          <ActionIcon
            size={36}
            aria-label={remove(index + 1)}
            onClick={() => change(entries.filter((other) => other !== entry))}
          >
            <IconX size={18} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="light"
        size="sm"
        leftSection={<IconPlus size={17} aria-hidden />}
        onClick={() => {
          added.current = true;
          change([...entries, makeEntry()]);
        }}
      >
        {add}
      </Button>
    </fieldset>
  );
}
