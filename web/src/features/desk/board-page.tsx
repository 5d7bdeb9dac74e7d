import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readBoardOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Board, BoardVisit } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { VISIT_STATUSES } from '../../lib/visit-statuses.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { BottomSheet } from '../../ui/bottom-sheet.tsx';
import { CancelVisit } from '../../ui/cancel-visit.tsx';
import { DayTurner } from '../../ui/day-turner.tsx';
import { Page } from '../../ui/page.tsx';
import { BoardFilters, USUAL_STATUSES } from './board-filters.tsx';
import { columnsOf, type Column, type Place } from './board-geometry.ts';
import { BoardGrid } from './board-grid.tsx';
import { BoardList, NobodyHere } from './board-list.tsx';
import { BookDialog, type Booking } from './book-dialog.tsx';
import { CardAtVisit } from './card-at-visit.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { MoveRefused } from './move-refused.tsx';
import { useVisitMoves } from './use-visit-moves.ts';
import { VisitCard } from './visit-card.tsx';
import classes from './board-page.module.css';

const route = getRouteApi('/signed-in/board');

/** The clinic's day at the front desk: all doctors side by side. */
export function BoardPage() {
  const { t } = useLingui();
  const times = useTimes();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useNow(); // a board that is left open goes to the next day at midnight
  const date = search.date ?? times.today();
  const board = useQuery({ ...readBoardOptions({ query: { date } }), placeholderData: keepPreviousData });
  const statuses = search.status
    ? VISIT_STATUSES.filter((status) => search.status!.split(',').includes(status))
    : USUAL_STATUSES;
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const [booking, setBooking] = useState<Booking>();
  return (
    <Page
      title={times.longDay(date)}
      kicker={t`Day board`}
      width="wide"
      actions={
        <Button
          leftSection={<IconCalendarPlus size={19} stroke={1.8} aria-hidden />}
          onClick={() => setBooking({ day: date })}
        >
          <Trans>Book for a patient</Trans>
        </Button>
      }
    >
      <div className={classes.bar}>
        <BoardFilters
          board={board.data}
          specializationId={search.specialization_id}
          statuses={statuses}
          isEverybody={search.everybody ?? false}
          filter={go}
        />
        <DayTurner day={date} turn={(day) => go({ date: day === times.today() ? undefined : day })} />
      </div>
      <Answer of={board} skeleton={<Lines count={1} height={560} />}>
        {(known) => (
          <Day
            board={known}
            isShown={(visit) => statuses.includes(visit.status)}
            specializationId={search.specialization_id}
            isEverybody={search.everybody ?? false}
            doctorId={search.doctor_id}
            choose={(doctor_id) => go({ doctor_id })}
            book={(place) => setBooking({ place })}
          />
        )}
      </Answer>
      <BookDialog booking={booking} close={() => setBooking(undefined)} />
    </Page>
  );
}

interface DayProps {
  board: Board;
  isShown(visit: BoardVisit): boolean;
  specializationId: string | undefined;
  isEverybody: boolean;
  /** On a phone, whose day it is. */
  doctorId: string | undefined;
  choose(doctorId: string): void;
  book(place: Place): void;
}

type Dialog = { kind: 'move'; visitId: string; against?: Place } | { kind: 'cancel'; visitId: string };

function Day({ board, isShown, specializationId, isEverybody, doctorId, choose, book }: DayProps) {
  const { t } = useLingui();
  const isPhone = useMediaQuery('(max-width: 47.99em)');
  const { moving, move, refused, forgetRefused } = useVisitMoves();
  const [selectedId, setSelectedId] = useState<string>();
  const [dialog, setDialog] = useState<Dialog>();
  const columns = columnsOf(
    board,
    {
      visit: isShown,
      doctor: ({ specializations, hours, visits }) =>
        (specializationId === undefined || specializations.some(({ id }) => id === specializationId)) &&
        (isEverybody || hours.length > 0 || visits.length > 0),
    },
    moving,
  );
  const selected = findVisit(columns, selectedId);
  const close = () => {
    setSelectedId(undefined);
    document.querySelector<HTMLElement>(`[data-visit="${selectedId}"]`)?.focus();
  };
  const card = selected && (
    <VisitCard
      visit={selected.visit}
      doctor={selected.doctor}
      close={close}
      move={() => {
        close();
        setDialog({ kind: 'move', visitId: selected.visit.id });
      }}
      cancel={() => {
        close();
        setDialog({ kind: 'cancel', visitId: selected.visit.id });
      }}
    />
  );
  const refusal = refused && (
    <div className={classes.refused}>
      <MoveRefused
        move={refused}
        forget={forgetRefused}
        insist={() => {
          forgetRefused();
          setDialog({ kind: 'move', visitId: refused.visit.id, against: refused.to });
        }}
      />
    </div>
  );
  if (columns.length === 0) return <NobodyHere />;
  return (
    <>
      {isPhone ? (
        <>
          <BoardList
            columns={columns}
            doctorId={doctorId}
            choose={choose}
            select={setSelectedId}
            book={book}
          />
          <BottomSheet opened={selected !== undefined} onClose={close} title={t`Visit`} isTitleUnseen>
            {card}
          </BottomSheet>
        </>
      ) : (
        <BoardGrid
          board={board}
          columns={columns}
          selectedId={selectedId}
          select={setSelectedId}
          drop={(visit, from, to) => move({ visit, from, to })}
          book={book}
          card={<CardAtVisit close={close}>{card}</CardAtVisit>}
        >
          {refusal}
        </BoardGrid>
      )}
      <MoveDialog
        visitId={dialog?.kind === 'move' ? dialog.visitId : undefined}
        against={dialog?.kind === 'move' ? dialog.against : undefined}
        close={() => setDialog(undefined)}
      />
      <CancelVisit
        visitId={dialog?.visitId ?? ''}
        isOpen={dialog?.kind === 'cancel'}
        close={() => setDialog(undefined)}
      />
    </>
  );
}

function findVisit(columns: readonly Column[], id: string | undefined) {
  for (const { doctor, visits } of columns) {
    const found = visits.find(({ visit }) => visit.id === id);
    if (found) return { visit: found.visit, doctor };
  }
  return undefined;
}
