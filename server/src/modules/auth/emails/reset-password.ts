import { Type } from 'typebox';
import { defineMail } from '../../../platform/mail.ts';
import { readClinicName } from '../../clinic/clinic.queries.ts';
import { accountLink } from '../account-tokens.ts';

export const resetPasswordMail = defineMail({
  kind: 'reset-password',
  params: Type.Object({ token_id: Type.String() }),
  async load(deps, { user_id }, { token_id }) {
    const url = await accountLink(deps, deps.db, 'reset-password', { user_id, token_id });
    return url === null ? null : { url, clinic: await readClinicName(deps.db) };
  },
  async samples(deps) {
    return [
      {
        url: `${deps.config.public_url}/reset-password#uid=…&token=…`,
        clinic: await readClinicName(deps.db),
      },
    ];
  },
  content: {
    en: ({ url, clinic }) => ({
      subject: `Your new password for ${clinic}`,
      paragraphs: ['You asked for a new password. Choose it here; all your devices will be signed out.'],
      action: { label: 'Choose a new password', url },
      note: 'The link works once, for 30 minutes. If you did not ask for it, ignore this message: your password stays as it is.',
    }),
    sw: ({ url, clinic }) => ({
      subject: `Nenosiri lako jipya la ${clinic}`,
      paragraphs: ['Umeomba nenosiri jipya. Lichague hapa; vifaa vyako vyote vitatolewa.'],
      action: { label: 'Chagua nenosiri jipya', url },
      note: 'Kiungo hiki kinafanya kazi mara moja, kwa dakika 30. Kama hukuomba, puuza ujumbe huu: nenosiri lako halibadiliki.',
    }),
    fr: ({ url, clinic }) => ({
      subject: `Votre nouveau mot de passe pour ${clinic}`,
      paragraphs: [
        'Vous avez demandé un nouveau mot de passe. Choisissez-le ici ; tous vos appareils seront déconnectés.',
      ],
      action: { label: 'Choisir un nouveau mot de passe', url },
      note: 'Le lien fonctionne une fois, pendant 30 minutes. Si vous n’avez rien demandé, ignorez ce message : votre mot de passe ne change pas.',
    }),
  },
});
