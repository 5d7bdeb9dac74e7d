import type { Locale } from '../../platform/i18n.ts';

interface Words {
  title: string;
  question: string;
  button: string;
  done: string;
}

const words: Record<Locale, Words> = {
  en: {
    title: 'Mails from the clinic',
    question:
      'Shall we no longer send you these messages by mail? You will still see them in the application.',
    button: 'Stop these mails',
    done: 'Done: we no longer send you these messages by mail. You can change that in the application.',
  },
  sw: {
    title: 'Barua pepe kutoka kliniki',
    question: 'Tusikutumie tena ujumbe huu kwa barua pepe? Bado utauona kwenye programu.',
    button: 'Sitisha barua pepe hizi',
    done: 'Tayari: hatutakutumia tena ujumbe huu kwa barua pepe. Unaweza kubadilisha hilo kwenye programu.',
  },
  fr: {
    title: 'Messages de la clinique',
    question: 'Ne plus vous envoyer ces messages par e-mail ? Vous les verrez toujours dans l’application.',
    button: 'Arrêter ces e-mails',
    done: 'C’est fait : nous ne vous envoyons plus ces messages par e-mail. Vous pouvez changer d’avis dans l’application.',
  },
};

/** For a person who opens the link: opening alone changes nothing, since mail programs open links by themselves. */
export function unsubscribePage(locale: Locale, isDone: boolean): string {
  const { title, question, button, done } = words[locale];
  const body = isDone
    ? `<p role="status">${done}</p>`
    : `<p>${question}</p><form method="post"><button type="submit">${button}</button></form>`;
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{max-width:32rem;margin:3rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color:#111827}
button{font:inherit;padding:.75rem 1.25rem;border:0;border-radius:.5rem;background:#0f6b5c;color:#fff}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;
}
