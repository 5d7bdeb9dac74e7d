import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { jobs } from '../src/modules.ts';
import { migrate } from '../src/platform/migrate.ts';

const TEMPLATE = 'etiba_test_template';
const OWNER = 'etiba_test_owner';
const APP = 'etiba_test_app';
const PASSWORD = 'test';

export interface TestDatabase {
  /** As the application connects: owns nothing. */
  url: string;
  ownerUrl: string;
  drop(): Promise<void>;
}

/** Makes the roles and the migrated template anew. */
export async function makeTemplate(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${TEMPLATE}`);
    for (const role of [OWNER, APP]) {
      await admin.query(`do $$ begin
        create role ${role} login nosuperuser nobypassrls;
      exception when duplicate_object then null; end $$`);
      await admin.query(`alter role ${role} password '${PASSWORD}'`);
    }
    await admin.query(`create database ${TEMPLATE} owner ${OWNER} encoding 'UTF8' template template0`);
  });
  await migrate(urlOf(adminUrl, OWNER, TEMPLATE), APP, jobs);
}

/** A database of its own for one test file; some milliseconds, because it is a copy of files. */
export async function cloneDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `etiba_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, (admin) =>
    admin.query(`create database ${name} template ${TEMPLATE} owner ${OWNER}`),
  );
  return {
    url: urlOf(adminUrl, APP, name),
    ownerUrl: urlOf(adminUrl, OWNER, name),
    drop: () => asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`)),
  };
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The same server with another role and database; keeps `?host=/socket`. */
function urlOf(adminUrl: string, role: string, database: string): string {
  const [, host = '', query = ''] =
    /^postgres(?:ql)?:\/\/(?:[^/@]*@)?([^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(adminUrl) ?? [];
  return `postgresql://${role}:${PASSWORD}@${host}/${database}${query}`;
}
