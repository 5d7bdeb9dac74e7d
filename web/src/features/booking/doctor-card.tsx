import { Plural, Trans } from '@lingui/react/macro';
import { Title } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { daysFrom, freeTimesQuery, type FreeTime } from '../../lib/free-times.ts';
import { useMoney } from '../../lib/money.ts';
import { addDays, useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { FreeTimes, FreeWeek } from '../../ui/free-times.tsx';
import { NextFreeDay } from '../../ui/next-free-day.tsx';
import { Initials } from '../../ui/person.tsx';
import classes from './doctor-card.module.css';

interface DoctorCardProps {
  doctor: Doctor;
  /** The first of the seven days that are shown. */
  first: string;
  /** Only this one of them. */
  day: string | undefined;
  turnTo(day: string): void;
}

/** A doctor, and the free times beside; they are asked for when the card comes into view. */
export function DoctorCard({ doctor, first, day, turnTo }: DoctorCardProps) {
  const money = useMoney();
  const { ref, inViewport } = useInViewport<HTMLElement>();
  const years = doctor.years_of_experience;
  return (
    <article className={classes.card} ref={ref} aria-label={doctor.full_name}>
      <div className={classes.who}>
        <Initials name={doctor.full_name} size={52} />
        <div className={classes.words}>
          <Title order={2} className={classes.name}>
            {doctor.full_name}
          </Title>
          <p className={classes.more}>{doctor.specializations.map(({ name }) => name).join(', ')}</p>
          <p className={classes.more}>
            <Trans>Fee {money(doctor.consultation_fee)}</Trans>
            {years > 0 && (
              <>
                {' · '}
                <Plural value={years} one="# year of experience" other="# years of experience" />
              </>
            )}
          </p>
          {doctor.office_address && <p className={classes.more}>{doctor.office_address}</p>}
          {doctor.bio && <p className={classes.bio}>{doctor.bio}</p>}
        </div>
      </div>
      <Free doctor={doctor} first={first} day={day} turnTo={turnTo} isSeen={inViewport} />
    </article>
  );
}

function Free({ doctor, first, day, turnTo, isSeen }: DoctorCardProps & { isSeen: boolean }) {
  const times = useTimes();
  const navigate = useNavigate();
  const free = useQuery({
    ...freeTimesQuery({ doctor_id: doctor.id, from: first, days: 7 }),
    enabled: isSeen,
  });
  const book = ({ start }: FreeTime) =>
    void navigate({ to: '/book/$doctorId', params: { doctorId: doctor.id }, search: { start } });
  return (
    <Answer of={free} skeleton={<Lines count={1} height={120} />}>
      {(byDay) => {
        const timesOf = (of: string) => byDay.get(of) ?? [];
        const next = [...byDay.keys()].find((of) => day === undefined || of > day);
        if (byDay.size === 0)
          return <NextFreeDay doctor_id={doctor.id} after={addDays(first, 7)} turnTo={turnTo} />;
        if (day === undefined) return <FreeWeek days={daysFrom(first, 7)} timesOf={timesOf} choose={book} />;
        return (
          <div>
            <FreeTimes times={timesOf(day)} choose={book} />
            {timesOf(day).length === 0 && next !== undefined && (
              <p style={{ margin: '0.25rem 0 0' }}>
                <Trans>Next free: {times.shortDay(next)}</Trans>
              </p>
            )}
          </div>
        );
      }}
    </Answer>
  );
}
