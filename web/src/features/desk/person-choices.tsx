import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTimes } from '../../lib/time.ts';
import { Initials } from '../../ui/person.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import type { Person } from './book-dialog.tsx';
import classes from './person-choices.module.css';

interface PersonChoicesProps<Choice extends Person> {
  label: string;
  people: readonly Choice[];
  choose(person: Choice): void;
  /** Beside the person, such as why they may be the one. */
  note?(person: Choice): ReactNode;
}

/** People of whom one is meant: with birthday and telephone, by which namesakes are told apart. */
export function PersonChoices<Choice extends Person>(props: PersonChoicesProps<Choice>) {
  const { label, people, choose, note } = props;
  if (people.length === 0) return null;
  return (
    <PlainList label={label}>
      {people.map((person) => (
        <li key={person.id}>
          <UnstyledButton className={classes.choice} onClick={() => choose(person)}>
            <PersonLine person={person} />
            {note && <span className={classes.note}>{note(person)}</span>}
          </UnstyledButton>
        </li>
      ))}
    </PlainList>
  );
}

/** Name, birthday and telephone on two lines. */
export function PersonLine({ person }: { person: Person }) {
  const times = useTimes();
  const { full_name, date_of_birth, phone } = person;
  const about = [date_of_birth && times.date(date_of_birth), phone].filter(Boolean);
  return (
    <>
      <Initials name={full_name} size={40} />
      <span className={classes.words}>
        <strong>{full_name}</strong>
        <span className="numbers">
          {about.map((text) => (
            <span key={text}>{text}</span>
          ))}
        </span>
      </span>
    </>
  );
}
