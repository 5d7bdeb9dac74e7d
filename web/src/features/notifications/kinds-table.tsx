import { Trans, useLingui } from '@lingui/react/macro';
import { Switch } from '@mantine/core';
import type { NotificationPreferences } from '../../api/generated/types.gen.ts';
import { KIND_WORDS } from './kind-words.ts';
import classes from './preferences-page.module.css';

type Kind = NotificationPreferences['kinds'][number];

interface KindsTableProps {
  kinds: readonly Kind[];
  change(kinds: Kind[]): void;
}

/** A line for each kind of news, with a switch for each way that it can take. */
export function KindsTable({ kinds, change }: KindsTableProps) {
  const { t, i18n } = useLingui();
  const ways = [
    ['in_app', t`Here`],
    ['mail', t`By mail`],
  ] as const;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>When</Trans>
          </th>
          {ways.map(([way, name]) => (
            <th key={way} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => {
          const word = KIND_WORDS[kind.kind];
          const name = word ? i18n._(word) : kind.kind;
          return (
            <tr key={kind.kind}>
              <th scope="row">{name}</th>
              {ways.map(([way, wayName]) => (
                <td key={way}>
                  <Switch
                    aria-label={`${name}: ${wayName}`}
                    checked={kind[way]}
                    disabled={kind.fixed.includes(way)}
                    onChange={({ currentTarget: { checked } }) =>
                      change(kinds.map((one) => (one === kind ? { ...one, [way]: checked } : one)))
                    }
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
