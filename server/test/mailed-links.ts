import type { TestEtiba } from './harness.ts';

export interface MailedLink {
  uidb64: string;
  token: string;
}

/** What the newest mail to an address links to that has not lost its sense; undefined if there is none. */
export async function findMailedLink(etiba: TestEtiba, email: string): Promise<MailedLink | undefined> {
  const mails = (await etiba.sentMail()).filter((mail) => mail.to === email);
  const [, uidb64, token] = /#uid=([\w-]+)&token=([\w-]+)/.exec(mails.at(-1)?.text ?? '') ?? [];
  return uidb64 !== undefined && token !== undefined ? { uidb64, token } : undefined;
}

/** @throws Error when no mail to the address has a link */
export async function mailedLink(etiba: TestEtiba, email: string): Promise<MailedLink> {
  const link = await findMailedLink(etiba, email);
  if (!link) throw new Error(`no link was mailed to ${email}`);
  return link;
}

/** Mails to an address that were put into the outbox, by kind, in order. */
export async function mailKinds(etiba: TestEtiba, email: string): Promise<string[]> {
  const rows = await etiba.deps.db
    .selectFrom('mails')
    .select('kind')
    .where('to_address', '=', email)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.kind);
}
