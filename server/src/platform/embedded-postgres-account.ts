/**
 * Which operating-system account PostgreSQL runs as. PostgreSQL refuses root, so Etiba started by root hands
 * its files to an ordinary account; otherwise PostgreSQL is just another process of the user who started it.
 */
import { spawnSync } from 'node:child_process';
import { access, chmod, constants, lchown, lstat, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The account to drop to. `prefix`: the command that drops, before the program; empty: spawn does it. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
  prefix: string[];
}

/** The environment of PostgreSQL's processes: nothing of ours, so that no PGDATA, PGPORT or LANG leaks in. */
export const CLEAN_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/** Thrown when PostgreSQL can never start here as things are; the message says what the operator can do. */
export class EmbeddedPostgresUnavailable extends Error {
  override name = 'EmbeddedPostgresUnavailable';
}

/**
 * The account for PostgreSQL when we are root, or undefined when we are not and it simply runs as ourselves.
 * The owner of existing data wins, so that data made by an ordinary user stays usable by that user.
 */
export async function accountForPostgres(pgDir: string): Promise<RunAs | undefined> {
  const data = await stat(pgDir).catch(() => undefined);
  if (process.geteuid?.() !== 0) {
    if (!data || data.uid === process.geteuid?.()) return undefined;
    throw new EmbeddedPostgresUnavailable(
      `"${pgDir}" belongs to another user (number ${data.uid}). Start Etiba as that user, or as root.`,
    );
  }
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid), prefix: [] }));
  if (data && data.uid !== 0) {
    const name = accounts.find((account) => account.uid === data.uid)?.name ?? String(data.uid);
    return { name, uid: data.uid, gid: data.gid, prefix: [] };
  }
  const account =
    accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody');
  if (account) return account;
  throw new EmbeddedPostgresUnavailable(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor a user "nobody" to ' +
      'run it as. Start Etiba as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/**
 * Makes a private (0700) directory of that account. An existing one is taken over only from ourselves or
 * root: in /tmp anybody may have put one there.
 */
export async function ownDirectory(path: string, runAs: RunAs | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(path);
  const uid = runAs?.uid ?? process.geteuid?.();
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== process.geteuid?.())) {
    throw new EmbeddedPostgresUnavailable(
      `"${path}" is not a directory of the user who runs PostgreSQL; remove it.`,
    );
  }
  if (runAs && found.uid !== runAs.uid) await handOver(path, runAs);
  if ((found.mode & 0o777) !== 0o700) await chmod(path, 0o700);
}

/** Gives a directory and all it holds to the account; `cp -r` of a data directory by root makes it root's. */
export async function handOver(path: string, runAs: RunAs): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), runAs.uid, runAs.gid);
  }
  await lchown(path, runAs.uid, runAs.gid);
}

/**
 * The same account, able to reach the binaries and directories even below a 0700 directory such as /root.
 * Plain dropping is enough when the permission bits let the account pass. Otherwise `setpriv` leaves it one
 * capability: to read and search what it does not own (dac_read_search), or where a container withholds that
 * one, to pass all file permissions (dac_override).
 */
export async function withReach(
  runAs: RunAs,
  wanted: { directories: string[]; executable: string; readable: string[] },
): Promise<RunAs> {
  const files = [wanted.executable, ...wanted.readable];
  const folders = new Set(
    [...wanted.directories, ...files.map((file) => dirname(file))].flatMap(withParents),
  );
  const checks = [
    ...Array.from(folders, (folder) => permits(folder, runAs, 0o1)),
    ...files.map((file) => permits(file, runAs, 0o4)),
  ];
  if ((await Promise.all(checks)).every(Boolean)) return runAs;

  for (const capability of ['dac_read_search', 'dac_override']) {
    const prefix = [
      'setpriv',
      `--reuid=${runAs.uid}`,
      `--regid=${runAs.gid}`,
      '--clear-groups',
      '--no-new-privs',
      // Without this bit, access(2) ignores the capabilities of a process that is not root, and PostgreSQL
      // looks for its own binary with access(2).
      '--securebits=+no_setuid_fixup',
      ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all,+${capability}`),
    ];
    const script = '"$1" --version && shift && for folder; do cd "$folder" || exit 1; done';
    const [setpriv, ...flags] = prefix;
    const probe = [...flags, '/bin/sh', '-c', script, 'sh', wanted.executable, ...wanted.directories];
    const { status } = spawnSync(setpriv!, probe, { env: CLEAN_ENV, cwd: '/' });
    if (status === 0) return { ...runAs, prefix };
  }
  throw new EmbeddedPostgresUnavailable(
    `PostgreSQL does not run as root, and the user "${runAs.name}", which it would run as, cannot reach ` +
      [wanted.executable, ...wanted.directories].map((path) => `"${path}"`).join(', ') +
      '. Either move Etiba and its data (ETIBA_DATA_DIR) to folders that every user may enter, or start ' +
      'Etiba as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function withParents(path: string): string[] {
  return path === dirname(path) ? [path] : [path, ...withParents(dirname(path))];
}

/** Whether the permission bits give the account `bit` (4 read, 1 search); it has no supplementary groups. */
async function permits(path: string, runAs: RunAs, bit: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  if (uid === runAs.uid) return (mode & (bit << 6)) !== 0;
  return (mode & (gid === runAs.gid ? bit << 3 : bit)) !== 0;
}

/** Makes a binary executable for the account that runs it; archives and a strict umask lose that bit. */
export async function makeExecutable(path: string, runAs: RunAs | undefined): Promise<void> {
  const isExecutable = runAs
    ? permits(path, runAs, 0o1)
    : access(path, constants.X_OK)
        .then(() => true)
        .catch(() => false);
  if (!(await isExecutable)) await chmod(path, 0o755);
}
