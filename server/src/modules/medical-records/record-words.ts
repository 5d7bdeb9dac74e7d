import type { Translated } from '../../platform/i18n.ts';

/** What a message about a record may say: whose, and when; never what is in it, nor its kind. */
export interface RecordMessage {
  /** Who wrote it, or who opened the records. */
  who: string;
  /** The clinic's local time with its zone. */
  when: string;
}

export const RECORD_VERBS = ['record_ready', 'record_amended', 'emergency_access'] as const;
export type RecordVerb = (typeof RECORD_VERBS)[number];

interface Words {
  subject: Translated<object>;
  description: Translated<RecordMessage>;
  action: Translated<object>;
}

const readIt: Translated<object> = {
  en: () => 'Read it',
  sw: () => 'Isome',
  fr: () => 'Le lire',
};

/** A kind of message without one of its languages does not compile. */
export const recordWords: Record<RecordVerb, Words> = {
  record_ready: {
    subject: {
      en: () => 'There is a new record for you',
      sw: () => 'Kuna rekodi mpya yako',
      fr: () => 'Un nouveau document dans votre dossier',
    },
    description: {
      en: (m) => `${m.who} added a record for you on ${m.when}. Sign in to read it.`,
      sw: (m) => `${m.who} ameongeza rekodi yako tarehe ${m.when}. Ingia ili kuisoma.`,
      fr: (m) => `${m.who} a ajouté un document à votre dossier, ${m.when}. Connectez-vous pour le lire.`,
    },
    action: readIt,
  },
  record_amended: {
    subject: {
      en: () => 'A record of yours was amended',
      sw: () => 'Rekodi yako imerekebishwa',
      fr: () => 'Un document de votre dossier a été modifié',
    },
    description: {
      en: (m) => `${m.who} amended a record of yours on ${m.when}. Sign in to read it.`,
      sw: (m) => `${m.who} amerekebisha rekodi yako tarehe ${m.when}. Ingia ili kuisoma.`,
      fr: (m) => `${m.who} a modifié un document de votre dossier, ${m.when}. Connectez-vous pour le lire.`,
    },
    action: readIt,
  },
  emergency_access: {
    subject: {
      en: () => 'Your confidential records were opened in an emergency',
      sw: () => 'Rekodi zako za siri zimefunguliwa kwa dharura',
      fr: () => 'Vos documents confidentiels ont été ouverts en urgence',
    },
    description: {
      en: (m) =>
        `${m.who} opened your confidential records by emergency access on ${m.when}. ` +
        'If you have questions, ask the clinic.',
      sw: (m) =>
        `${m.who} alifungua rekodi zako za siri kwa dharura tarehe ${m.when}. ` +
        'Ukiwa na maswali, uliza kliniki.',
      fr: (m) =>
        `${m.who} a ouvert vos documents confidentiels par accès d’urgence, ${m.when}. ` +
        'Pour toute question, adressez-vous à la clinique.',
    },
    action: {
      en: () => 'See your records',
      sw: () => 'Ona rekodi zako',
      fr: () => 'Voir votre dossier',
    },
  },
};
