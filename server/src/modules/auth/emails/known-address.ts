import { Type } from 'typebox';
import { defineMail } from '../../../platform/mail.ts';
import { readClinicName } from '../../clinic/clinic.queries.ts';

/** Somebody signed up with an address that has an account. Only its owner learns so. */
export const knownAddressMail = defineMail({
  kind: 'known-address',
  params: Type.Object({}),
  async load(deps) {
    return { url: `${deps.config.public_url}/forgotten-password`, clinic: await readClinicName(deps.db) };
  },
  async samples(deps) {
    return [{ url: `${deps.config.public_url}/forgotten-password`, clinic: await readClinicName(deps.db) }];
  },
  content: {
    en: ({ url, clinic }) => ({
      subject: `You already have an account at ${clinic}`,
      paragraphs: [
        'Somebody, probably you, has just tried to sign up with this address. You have an account already: sign in with it.',
        'If you have forgotten the password, set a new one.',
      ],
      action: { label: 'Set a new password', url },
      note: 'If it was not you, nothing has changed and you need do nothing.',
    }),
    sw: ({ url, clinic }) => ({
      subject: `Tayari una akaunti katika ${clinic}`,
      paragraphs: [
        'Mtu fulani, pengine wewe, amejaribu kujisajili kwa anwani hii. Tayari una akaunti: ingia kwa kuitumia.',
        'Kama umesahau nenosiri, weka jipya.',
      ],
      action: { label: 'Weka nenosiri jipya', url },
      note: 'Kama si wewe, hakuna kilichobadilika na huhitaji kufanya chochote.',
    }),
    fr: ({ url, clinic }) => ({
      subject: `Vous avez déjà un compte chez ${clinic}`,
      paragraphs: [
        'Quelqu’un, sans doute vous, vient d’essayer de s’inscrire avec cette adresse. Vous avez déjà un compte : connectez-vous.',
        'Si vous avez oublié le mot de passe, choisissez-en un nouveau.',
      ],
      action: { label: 'Choisir un nouveau mot de passe', url },
      note: 'Si ce n’était pas vous, rien n’a changé et vous n’avez rien à faire.',
    }),
  },
});
