export interface AuditKeys {
  audit_entry: Buffer;
  audit_seal: Buffer;
}

/** One thing that is not as it was written. */
export interface Finding {
  /** The number of the first entry concerned, where one can be named. */
  entry?: number;
  what: string;
}

export interface AuditReport {
  /** Entries that a seal vouches for. */
  entries: number;
  seals: number;
  /** Entries that wait for the next seal; no fault. */
  unsealed: number;
  /** By the number of their first entry; empty if nobody has touched the audit. */
  findings: Finding[];
  notes: string[];
}

/** What the parts of a verification write into. */
export interface Tally {
  find(what: string, entry?: number): void;
  notes: string[];
  unsealed: number;
}

/** Milliseconds that an entry may wait for its seal, and a seal for its line in the file. */
export const LONGEST_WAIT = 60_000;
