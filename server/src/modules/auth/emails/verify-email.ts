import { Type } from 'typebox';
import { defineMail } from '../../../platform/mail.ts';
import { readClinicName } from '../../clinic/clinic.queries.ts';
import { accountLink } from '../account-tokens.ts';

export const verifyEmailMail = defineMail({
  kind: 'verify-email',
  params: Type.Object({ token_id: Type.String() }),
  async load(deps, { user_id }, { token_id }) {
    const url = await accountLink(deps, deps.db, 'verify-email', { user_id, token_id });
    return url === null ? null : { url, clinic: await readClinicName(deps.db) };
  },
  async samples(deps) {
    return [
      { url: `${deps.config.public_url}/verify-email#uid=…&token=…`, clinic: await readClinicName(deps.db) },
    ];
  },
  content: {
    en: ({ url, clinic }) => ({
      subject: `Verify your address for ${clinic}`,
      paragraphs: [`You have an account at ${clinic}. Please confirm that this address is yours.`],
      action: { label: 'Verify my address', url },
      note: 'The link works once, for 24 hours. If you did not sign up, ignore this message.',
    }),
    sw: ({ url, clinic }) => ({
      subject: `Thibitisha anwani yako ya ${clinic}`,
      paragraphs: [`Una akaunti katika ${clinic}. Tafadhali thibitisha kwamba anwani hii ni yako.`],
      action: { label: 'Thibitisha anwani yangu', url },
      note: 'Kiungo hiki kinafanya kazi mara moja, kwa saa 24. Kama hukujisajili, puuza ujumbe huu.',
    }),
    fr: ({ url, clinic }) => ({
      subject: `Confirmez votre adresse pour ${clinic}`,
      paragraphs: [`Vous avez un compte chez ${clinic}. Merci de confirmer que cette adresse est la vôtre.`],
      action: { label: 'Confirmer mon adresse', url },
      note: 'Le lien fonctionne une fois, pendant 24 heures. Si vous ne vous êtes pas inscrit, ignorez ce message.',
    }),
  },
});
