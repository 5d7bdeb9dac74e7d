import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listSessionsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { endSession } from '../../api/generated/sdk.gen.ts';
import type { Session } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Answer } from '../../ui/answer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SessionLine } from '../../ui/session-line.tsx';
import classes from './sessions-panel.module.css';

/** Where this account is signed in. */
export function SessionsPanel() {
  const { t } = useLingui();
  const sessions = useQuery(listSessionsOptions());
  const [isAsking, setAsking] = useState(false);
  const others = sessions.data?.filter(({ is_current }) => !is_current) ?? [];

  return (
    <Panel
      title={<Trans>Devices</Trans>}
      hint={<Trans>Where you are signed in. Sign out what you do not know, and change your password.</Trans>}
    >
      <Answer of={sessions}>
        {(list) => (
          <ul className={classes.list}>
            {list.map((session) => (
              <Device key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Answer>
      {others.length > 0 && (
        <Button variant="default" onClick={() => setAsking(true)}>
          <Trans>Sign out my other devices</Trans>
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Sign out my other devices`}
        label={<Trans>Sign them out</Trans>}
        act={() =>
          Promise.all(others.map(({ id }) => endSession({ path: { session_id: id }, throwOnError: true })))
        }
        done={() => {
          void refreshAnswers('listSessions');
          notifications.show({ message: t`Your other devices are signed out.` });
        }}
      >
        <Trans>You stay signed in here.</Trans>
      </Confirm>
    </Panel>
  );
}

function Device({ session }: { session: Session }) {
  const ending = useMutation({
    mutationFn: () => endSession({ path: { session_id: session.id }, throwOnError: true }),
    onSettled: () => refreshAnswers('listSessions'),
  });
  return (
    <SessionLine
      session={session}
      action={
        !session.is_current && (
          <Button variant="subtle" size="sm" loading={ending.isPending} onClick={() => ending.mutate()}>
            <Trans>Sign out</Trans>
          </Button>
        )
      }
    />
  );
}
