import { Problem } from '../platform/problems.ts';

/** A start was refused for a reason that the operator can mend. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** PostgreSQL's codes and the system's, for what stands between us and a database. */
const refusals: Record<string, string> = {
  ECONNREFUSED: 'no PostgreSQL answers at this address',
  ENOENT: 'no PostgreSQL answers at this address',
  ETIMEDOUT: 'no PostgreSQL answers at this address',
  EHOSTUNREACH: 'no PostgreSQL answers at this address',
  ENOTFOUND: 'this host name leads nowhere',
  EAI_AGAIN: 'this host name leads nowhere',
  '28P01': 'PostgreSQL refuses this user or password',
  '28000': 'PostgreSQL refuses this user or password',
  '3D000': 'there is no such database',
  '42501': 'this role may not do what is needed; migrations run as the role of DATABASE_OWNER_URL',
  '53300': 'PostgreSQL takes no more connections',
  '57P03': 'PostgreSQL is starting up or shutting down; try again',
};
/** A table or a schema that the migrations make is not there. */
const UNMIGRATED = new Set(['42P01', '3F000']);

/**
 * Runs first steps on a database and puts into words what an operator can mend.
 * @param variable the one that holds the database's address
 * @throws StartError; otherwise what `work` throws
 */
export async function withClearRefusal<T>(variable: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (error instanceof Problem || UNMIGRATED.has(code)) {
      throw new StartError(
        'The database is not migrated to this version; run `npm run etiba -- migrate` first.',
      );
    }
    if (refusals[code]) throw new StartError(`${variable}: ${refusals[code]}.`);
    throw error;
  }
}
