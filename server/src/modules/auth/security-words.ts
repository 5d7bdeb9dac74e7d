import type { Locale, Translated } from '../../platform/i18n.ts';
import type { DeviceName } from './device-name.ts';

/** What a security notice may say: when, and with what; never a key. */
export interface SecurityMessage {
  /** The clinic's local time with its zone. */
  when: string;
  /** In the reader's language. */
  device: string;
}

interface Words {
  subject: string;
  description: (message: SecurityMessage) => string;
}

export const SECURITY_KINDS = ['new_device', 'password_changed', 'session_replayed'] as const;
export type SecurityKind = (typeof SECURITY_KINDS)[number];

/** A notice without one of its languages does not compile. */
export const securityWords: Record<SecurityKind, Record<Locale, Words>> = {
  new_device: {
    en: {
      subject: 'New sign-in to your account',
      description: (m) =>
        `Somebody signed in to your account on ${m.when} with ${m.device}. If it was you, there is nothing to do. ` +
        'If not, change your password: that signs out all other devices.',
    },
    sw: {
      subject: 'Kuingia kupya kwenye akaunti yako',
      description: (m) =>
        `Kuna aliyeingia kwenye akaunti yako tarehe ${m.when} akitumia ${m.device}. Kama ni wewe, huna la kufanya. ` +
        'Kama si wewe, badilisha nenosiri: hilo litatoa vifaa vingine vyote.',
    },
    fr: {
      subject: 'Nouvelle connexion à votre compte',
      description: (m) =>
        `Quelqu’un s’est connecté à votre compte, ${m.when}, avec ${m.device}. Si c’était vous, il n’y a rien à faire. ` +
        'Sinon, changez votre mot de passe : tous les autres appareils seront déconnectés.',
    },
  },
  password_changed: {
    en: {
      subject: 'Your password was changed',
      description: (m) =>
        `The password of your account was changed on ${m.when}, and other devices were signed out. If it was not you, ` +
        'ask for a new password at once and tell the clinic.',
    },
    sw: {
      subject: 'Nenosiri lako limebadilishwa',
      description: (m) =>
        `Nenosiri la akaunti yako limebadilishwa tarehe ${m.when}, na vifaa vingine vimetolewa. Kama si wewe ` +
        'uliyelibadilisha, omba nenosiri jipya mara moja na uiarifu kliniki.',
    },
    fr: {
      subject: 'Votre mot de passe a été changé',
      description: (m) =>
        `Le mot de passe de votre compte a été changé, ${m.when}, et les autres appareils ont été déconnectés. ` +
        'Si ce n’était pas vous, demandez aussitôt un nouveau mot de passe et prévenez la clinique.',
    },
  },
  session_replayed: {
    en: {
      subject: 'We signed out one of your devices',
      description: (m) =>
        `On ${m.when} an old key to your account, last used with ${m.device}, was used again. Somebody may have ` +
        'copied it, so we signed that device out. Sign in again, and change your password if you do not know why.',
    },
    sw: {
      subject: 'Tumetoa kifaa chako kimoja',
      description: (m) =>
        `Tarehe ${m.when}, ufunguo wa zamani wa akaunti yako, uliotumika mara ya mwisho kwa ${m.device}, ulitumika ` +
        'tena. Huenda mtu ameunakili, kwa hiyo tumekitoa kifaa hicho. Ingia tena, na ubadilishe nenosiri usipojua sababu.',
    },
    fr: {
      subject: 'Nous avons déconnecté l’un de vos appareils',
      description: (m) =>
        `Une ancienne clé de votre compte, utilisée en dernier avec ${m.device}, a servi de nouveau, ${m.when}. ` +
        'Quelqu’un l’a peut-être copiée ; nous avons donc déconnecté cet appareil. Reconnectez-vous, et changez ' +
        'votre mot de passe si vous ne savez pas pourquoi.',
    },
  },
};

export const accountAction: Record<Locale, string> = {
  en: 'See your account',
  sw: 'Tazama akaunti yako',
  fr: 'Voir votre compte',
};

export const addressLine: Record<Locale, (address: string) => string> = {
  en: (address) => `Internet address: ${address}`,
  sw: (address) => `Anwani ya mtandao: ${address}`,
  fr: (address) => `Adresse internet : ${address}`,
};

/** "Chrome on Windows" */
export const deviceWords: Translated<DeviceName | null> = {
  en: (device) => (device ? `${device.browser} on ${device.system}` : 'a device that we do not know'),
  sw: (device) => (device ? `${device.browser} kwenye ${device.system}` : 'kifaa tusichokijua'),
  fr: (device) =>
    device ? `${device.browser} sur ${device.system}` : 'un appareil que nous ne connaissons pas',
};
