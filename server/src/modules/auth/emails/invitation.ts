import { Type } from 'typebox';
import { defineMail } from '../../../platform/mail.ts';
import { readClinicName } from '../../clinic/clinic.queries.ts';
import { accountLink } from '../account-tokens.ts';

export const invitationMail = defineMail({
  kind: 'invitation',
  params: Type.Object({ token_id: Type.String() }),
  async load(deps, { user_id }, { token_id }) {
    const url = await accountLink(deps, deps.db, 'invitation', { user_id, token_id });
    return url === null ? null : { url, clinic: await readClinicName(deps.db) };
  },
  async samples(deps) {
    return [
      { url: `${deps.config.public_url}/invitation#uid=…&token=…`, clinic: await readClinicName(deps.db) },
    ];
  },
  content: {
    en: ({ url, clinic }) => ({
      subject: `Your account at ${clinic}`,
      paragraphs: [`${clinic} has made an account for you. Choose a password to use it.`],
      action: { label: 'Choose a password', url },
      note: 'The link works once, for 72 hours. Ask the clinic for a new one if it has expired.',
    }),
    sw: ({ url, clinic }) => ({
      subject: `Akaunti yako katika ${clinic}`,
      paragraphs: [`${clinic} imekufungulia akaunti. Chagua nenosiri ili uitumie.`],
      action: { label: 'Chagua nenosiri', url },
      note: 'Kiungo hiki kinafanya kazi mara moja, kwa saa 72. Kikiisha muda, omba kliniki ikupe kingine.',
    }),
    fr: ({ url, clinic }) => ({
      subject: `Votre compte chez ${clinic}`,
      paragraphs: [`${clinic} a créé un compte pour vous. Choisissez un mot de passe pour l’utiliser.`],
      action: { label: 'Choisir un mot de passe', url },
      note: 'Le lien fonctionne une fois, pendant 72 heures. S’il a expiré, demandez-en un nouveau à la clinique.',
    }),
  },
});
