import type { Locale } from '../../platform/i18n.ts';

interface Words {
  subject: string;
  description: string;
  action: string;
}

/** What administrators are told of failed jobs; a kind without one of its languages does not compile. */
export const failedJobWords: Record<Locale, (count: number) => Words> = {
  en: (count) => ({
    subject: 'Background jobs have failed',
    description:
      `${count} background ${count === 1 ? 'job has' : 'jobs have'} failed to the last, and what ` +
      `${count === 1 ? 'it was' : 'they were'} to do is not done. Try again once the cause is mended, or discard.`,
    action: 'See the failed jobs',
  }),
  sw: (count) => ({
    subject: 'Kazi za mfumo zimeshindikana',
    description:
      `Kazi ${count} za mfumo zimeshindikana kabisa, na kilichopaswa kufanywa hakijafanywa. ` +
      'Zijaribu tena baada ya kurekebisha chanzo, au ziondoe.',
    action: 'Tazama kazi zilizoshindikana',
  }),
  fr: (count) => ({
    subject: 'Des tâches de fond ont échoué',
    description:
      `${count} ${count === 1 ? 'tâche de fond a définitivement échoué' : 'tâches de fond ont définitivement échoué'} ` +
      'et ce qui devait être fait ne l’est pas. Relancez-les une fois la cause corrigée, ou supprimez-les.',
    action: 'Voir les tâches en échec',
  }),
};

export const failedMailWords: Record<Locale, (count: number) => Words> = {
  en: (count) => ({
    subject: 'Mails could not be delivered',
    description:
      `${count} ${count === 1 ? 'mail' : 'mails'} of the last 24 hours could not be delivered. ` +
      'The list says to whom; perhaps an address is wrong.',
    action: 'See the mails',
  }),
  sw: (count) => ({
    subject: 'Barua pepe hazikufika',
    description:
      `Barua pepe ${count} za saa 24 zilizopita hazikuweza kufikishwa. ` +
      'Orodha inaonyesha zilikuwa za nani; huenda anwani si sahihi.',
    action: 'Tazama barua pepe',
  }),
  fr: (count) => ({
    subject: 'Des e-mails n’ont pas pu être remis',
    description:
      `${count} ${count === 1 ? 'e-mail' : 'e-mails'} des dernières 24 heures n’${count === 1 ? 'a' : 'ont'} pas pu ` +
      'être remis. La liste dit à qui ; une adresse est peut-être erronée.',
    action: 'Voir les e-mails',
  }),
};

/** What is wrong with the audit: no worker seals, the file of the seals, or somebody changed entries. */
export const AUDIT_TROUBLES = ['stalled', 'seal_file', 'changed'] as const;
export type AuditTrouble = (typeof AUDIT_TROUBLES)[number];

export const auditWords: Record<Locale, Record<AuditTrouble, string> & { subject: string; action: string }> =
  {
    en: {
      subject: 'The audit log needs a look',
      stalled:
        'Entries of the audit log have waited for their seal for over a minute. Please tell whoever looks after Etiba: is a worker running?',
      seal_file:
        'The file of the audit’s seals cannot be written, or does not go with the audit log. Please tell whoever looks after Etiba to run “etiba audit verify”.',
      changed:
        'A check found that the audit log is not as it was written: entries were changed or removed. Please tell whoever looks after Etiba at once.',
      action: 'See the audit log',
    },
    sw: {
      subject: 'Kumbukumbu za ukaguzi zinahitaji kuangaliwa',
      stalled:
        'Maingizo ya kumbukumbu za ukaguzi yamesubiri muhuri kwa zaidi ya dakika moja. Tafadhali mwulize anayesimamia Etiba: je, mchakato wa “worker” unaendeshwa?',
      seal_file:
        'Faili la mihuri ya ukaguzi haliwezi kuandikwa, au halilingani na kumbukumbu. Tafadhali mwombe anayesimamia Etiba aendeshe “etiba audit verify”.',
      changed:
        'Ukaguzi umeonyesha kuwa kumbukumbu si kama zilivyoandikwa: kuna maingizo yaliyobadilishwa au kuondolewa. Tafadhali mwarifu anayesimamia Etiba mara moja.',
      action: 'Tazama kumbukumbu za ukaguzi',
    },
    fr: {
      subject: 'Le journal d’audit demande un contrôle',
      stalled:
        'Des entrées du journal d’audit attendent leur sceau depuis plus d’une minute. Merci de demander à la personne qui s’occupe d’Etiba si un worker est en marche.',
      seal_file:
        'Le fichier des sceaux de l’audit ne peut pas être écrit ou ne correspond pas au journal. Merci de demander à la personne qui s’occupe d’Etiba de lancer « etiba audit verify ».',
      changed:
        'Un contrôle montre que le journal d’audit n’est plus tel qu’il a été écrit : des entrées ont été modifiées ou supprimées. Prévenez aussitôt la personne qui s’occupe d’Etiba.',
      action: 'Voir le journal d’audit',
    },
  };
