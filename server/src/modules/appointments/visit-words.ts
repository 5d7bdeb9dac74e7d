import type { Locale, Translated } from '../../platform/i18n.ts';

/** What a message about a visit may say: who with whom and when, never why. */
export interface VisitMessage {
  patient: string;
  doctor: string;
  /** The clinic's local time with its zone. */
  when: string;
  /** Before a move; else empty. */
  formerly: string;
  minutes: number;
  /** Who did it; empty for the system. */
  by: string;
}

export const VERBS = [
  'booked',
  'confirmed',
  'moved',
  'new_length',
  'cancelled',
  'no_show',
  'started',
  'completed',
  'restored',
  'needs_new_time',
] as const;
export type Verb = (typeof VERBS)[number];

interface Texts {
  /** Of the mail: nothing that a locked screen may not show. */
  subject: Translated<VisitMessage>;
  patient: Translated<VisitMessage>;
  doctor: Translated<VisitMessage>;
  /** Who had the visit before another doctor got it. */
  former_doctor?: Translated<VisitMessage>;
}

const by = (text: string, name: string) => (name === '' ? '' : ` (${text} ${name})`);

/** A kind of message without one of its languages or readers does not compile. */
export const visitWords: Record<Verb, Texts> = {
  booked: {
    subject: {
      en: (m) => `Visit booked: ${m.when}`,
      sw: (m) => `Miadi imewekwa: ${m.when}`,
      fr: (m) => `Rendez-vous réservé : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} is booked.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} imewekwa.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, est réservé.`,
    },
    doctor: {
      en: (m) => `${m.patient} has a visit with you on ${m.when}.`,
      sw: (m) => `${m.patient} ana miadi nawe tarehe ${m.when}.`,
      fr: (m) => `${m.patient} a rendez-vous avec vous, ${m.when}.`,
    },
  },
  confirmed: {
    subject: {
      en: (m) => `Visit confirmed: ${m.when}`,
      sw: (m) => `Miadi imethibitishwa: ${m.when}`,
      fr: (m) => `Rendez-vous confirmé : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} is confirmed.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} imethibitishwa.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, est confirmé.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} is confirmed.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} imethibitishwa.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, est confirmé.`,
    },
  },
  moved: {
    subject: {
      en: (m) => `Visit moved: ${m.when}`,
      sw: (m) => `Miadi imehamishwa: ${m.when}`,
      fr: (m) => `Rendez-vous déplacé : ${m.when}`,
    },
    patient: {
      en: (m) =>
        `Your visit with ${m.doctor} is now on ${m.when}; it was on ${m.formerly}${by('moved by', m.by)}.`,
      sw: (m) =>
        `Miadi yako na ${m.doctor} sasa ni tarehe ${m.when}; ilikuwa ${m.formerly}${by('imehamishwa na', m.by)}.`,
      fr: (m) =>
        `Votre rendez-vous avec ${m.doctor} est désormais fixé au ${m.when} ; il était prévu le ${m.formerly}${by('déplacé par', m.by)}.`,
    },
    doctor: {
      en: (m) =>
        `The visit of ${m.patient} is now on ${m.when}; it was on ${m.formerly}${by('moved by', m.by)}.`,
      sw: (m) =>
        `Miadi ya ${m.patient} sasa ni tarehe ${m.when}; ilikuwa ${m.formerly}${by('imehamishwa na', m.by)}.`,
      fr: (m) =>
        `Votre rendez-vous avec ${m.patient} est désormais fixé au ${m.when} ; il était prévu le ${m.formerly}${by('déplacé par', m.by)}.`,
    },
    former_doctor: {
      en: (m) =>
        `The visit of ${m.patient} that was with you on ${m.formerly} is now with ${m.doctor}${by('moved by', m.by)}.`,
      sw: (m) =>
        `Miadi ya ${m.patient} iliyokuwa nawe tarehe ${m.formerly} sasa iko kwa ${m.doctor}${by('imehamishwa na', m.by)}.`,
      fr: (m) =>
        `Votre rendez-vous avec ${m.patient}, ${m.formerly}, est désormais avec ${m.doctor}${by('déplacé par', m.by)}.`,
    },
  },
  new_length: {
    subject: {
      en: (m) => `Visit changed: ${m.when}`,
      sw: (m) => `Miadi imebadilishwa: ${m.when}`,
      fr: (m) => `Rendez-vous modifié : ${m.when}`,
    },
    patient: {
      en: (m) =>
        `Your visit with ${m.doctor} on ${m.when} now takes ${m.minutes} minutes${by('changed by', m.by)}.`,
      sw: (m) =>
        `Miadi yako na ${m.doctor} tarehe ${m.when} sasa itachukua dakika ${m.minutes}${by('imebadilishwa na', m.by)}.`,
      fr: (m) =>
        `Votre rendez-vous avec ${m.doctor}, ${m.when}, dure désormais ${m.minutes} minutes${by('modifié par', m.by)}.`,
    },
    doctor: {
      en: (m) =>
        `The visit of ${m.patient} on ${m.when} now takes ${m.minutes} minutes${by('changed by', m.by)}.`,
      sw: (m) =>
        `Miadi ya ${m.patient} tarehe ${m.when} sasa itachukua dakika ${m.minutes}${by('imebadilishwa na', m.by)}.`,
      fr: (m) =>
        `Votre rendez-vous avec ${m.patient}, ${m.when}, dure désormais ${m.minutes} minutes${by('modifié par', m.by)}.`,
    },
  },
  cancelled: {
    subject: {
      en: (m) => `Visit cancelled: ${m.when}`,
      sw: (m) => `Miadi imeghairiwa: ${m.when}`,
      fr: (m) => `Rendez-vous annulé : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} is cancelled${by('by', m.by)}.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} imeghairiwa${by('na', m.by)}.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, est annulé${by('par', m.by)}.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} is cancelled${by('by', m.by)}.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} imeghairiwa${by('na', m.by)}.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, est annulé${by('par', m.by)}.`,
    },
  },
  no_show: {
    subject: {
      en: (m) => `Visit missed: ${m.when}`,
      sw: (m) => `Miadi imekosekana: ${m.when}`,
      fr: (m) => `Rendez-vous manqué : ${m.when}`,
    },
    patient: {
      en: (m) => `You were missed at your visit with ${m.doctor} on ${m.when}.`,
      sw: (m) => `Hukuonekana kwenye miadi yako na ${m.doctor} tarehe ${m.when}.`,
      fr: (m) => `Vous avez manqué votre rendez-vous avec ${m.doctor}, ${m.when}.`,
    },
    doctor: {
      en: (m) => `${m.patient} did not come to the visit on ${m.when}.`,
      sw: (m) => `${m.patient} hakuja kwenye miadi ya tarehe ${m.when}.`,
      fr: (m) => `${m.patient} a manqué son rendez-vous, ${m.when}.`,
    },
  },
  started: {
    subject: {
      en: (m) => `Visit begun: ${m.when}`,
      sw: (m) => `Miadi imeanza: ${m.when}`,
      fr: (m) => `Rendez-vous commencé : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} has begun.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} imeanza.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, a commencé.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} has begun.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} imeanza.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, a commencé.`,
    },
  },
  completed: {
    subject: {
      en: (m) => `Visit completed: ${m.when}`,
      sw: (m) => `Miadi imekamilika: ${m.when}`,
      fr: (m) => `Rendez-vous terminé : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} is completed.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} imekamilika.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, est terminé.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} is completed.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} imekamilika.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, est terminé.`,
    },
  },
  restored: {
    subject: {
      en: (m) => `Visit takes place: ${m.when}`,
      sw: (m) => `Miadi itafanyika: ${m.when}`,
      fr: (m) => `Rendez-vous maintenu : ${m.when}`,
    },
    patient: {
      en: (m) => `Your visit with ${m.doctor} on ${m.when} takes place after all.`,
      sw: (m) => `Miadi yako na ${m.doctor} tarehe ${m.when} itafanyika kama ilivyopangwa.`,
      fr: (m) => `Votre rendez-vous avec ${m.doctor}, ${m.when}, a finalement lieu.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} takes place after all.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} itafanyika kama ilivyopangwa.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, a finalement lieu.`,
    },
  },
  needs_new_time: {
    subject: {
      en: (m) => `Visit needs a new time: ${m.when}`,
      sw: (m) => `Miadi inahitaji wakati mpya: ${m.when}`,
      fr: (m) => `Rendez-vous à déplacer : ${m.when}`,
    },
    patient: {
      en: (m) =>
        `${m.doctor} cannot see you on ${m.when}. Please choose another time, or wait for the clinic to call you.`,
      sw: (m) =>
        `${m.doctor} hataweza kukuona tarehe ${m.when}. Tafadhali chagua wakati mwingine, au subiri kliniki ikupigie.`,
      fr: (m) =>
        `${m.doctor} ne peut pas vous recevoir, ${m.when}. Choisissez un autre moment, ou attendez l’appel de la clinique.`,
    },
    doctor: {
      en: (m) => `The visit of ${m.patient} on ${m.when} needs a new time.`,
      sw: (m) => `Miadi ya ${m.patient} tarehe ${m.when} inahitaji wakati mpya.`,
      fr: (m) => `Votre rendez-vous avec ${m.patient}, ${m.when}, doit être déplacé.`,
    },
  },
};

/** What the button of a mail says. */
export const visitAction: Record<Locale, string> = {
  en: 'See the visit',
  sw: 'Tazama miadi',
  fr: 'Voir le rendez-vous',
};

/** How the visit is called in the reader's calendar. */
export const visitEntryTitle: Record<
  Locale,
  (people: Pick<VisitMessage, 'patient' | 'doctor'>, isPatient: boolean) => string
> = {
  en: (m, isPatient) => `Visit: ${isPatient ? m.doctor : m.patient}`,
  sw: (m, isPatient) => `Miadi: ${isPatient ? m.doctor : m.patient}`,
  fr: (m, isPatient) => `Rendez-vous : ${isPatient ? m.doctor : m.patient}`,
};
