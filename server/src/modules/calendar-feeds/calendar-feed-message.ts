import { Type, type Static } from 'typebox';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { defineMessage, tell } from '../../platform/messages.ts';

const Params = Type.Object({ user_id: Type.String(), at: Type.String() });

/** A security notice, because the address opens somebody's calendar without a password. */
export const calendarFeedMessage = defineMessage<typeof Params, Static<typeof Params>>({
  kind: 'calendar_feed',
  offers: {
    PATIENT: { in_app: 'always', mail: 'always' },
    DOCTOR: { in_app: 'always', mail: 'always' },
  },
  params: Params,
  load: async (_deps, _db, params) => [{ user_id: params.user_id, data: params }],
  texts: {
    en: ({ at }, { local }) => ({
      subject: 'A calendar address for your visits was made',
      description:
        `On ${local(at)} an address was made under which a calendar shows your visits. Whoever knows it sees when ` +
        'they are and with whom. If it was not you, revoke it in your account and change your password.',
      action: 'See your account',
    }),
    sw: ({ at }, { local }) => ({
      subject: 'Anwani ya kalenda ya miadi yako imetengenezwa',
      description:
        `Tarehe ${local(at)} ilitengenezwa anwani ambayo kalenda huonyesha miadi yako. Yeyote anayeijua anaona ni lini ` +
        'na ni pamoja na nani. Kama si wewe, ifute kwenye akaunti yako na ubadilishe nenosiri.',
      action: 'Tazama akaunti yako',
    }),
    fr: ({ at }, { local }) => ({
      subject: 'Une adresse d’agenda a été créée pour vos rendez-vous',
      description:
        `Une adresse sous laquelle un agenda affiche vos rendez-vous a été créée, ${local(at)}. Quiconque la connaît ` +
        'voit quand ils ont lieu et avec qui. Si ce n’était pas vous, révoquez-la dans votre compte et changez votre ' +
        'mot de passe.',
      action: 'Voir votre compte',
    }),
  },
  link: () => '/account',
  samples: [{ user_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d', at: '2026-12-02T06:30:00Z' }],
});

export async function tellOfFeed(deps: Deps, trx: Trx, user_id: string, at: string): Promise<void> {
  await tell(deps, trx, calendarFeedMessage, deps.ids.next(), { user_id, at });
}
