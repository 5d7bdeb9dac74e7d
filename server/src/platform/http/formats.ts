/**
 * String formats of the wire beyond ajv-formats. All patterns are linear: no nested quantifiers.
 */
export const formats: Record<string, (value: string) => boolean> = {
  line: (value) => isVisible(value) && isLine(value),
  'line-or-empty': isLine,
  text: (value) => !/[^\P{Cc}\n\r\t]/u.test(value) && isClean(value),
  'date-time': isInstant,
  date: isDate,
  'wall-time': (value) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value),
  'email-address': isEmailAddress,
  uuid: isUuid,
};

/** What a format wants, in words for the person who sent something else. */
export const formatHints: Record<string, string> = {
  line: 'wants a line of text, not blank, without control or direction characters',
  'line-or-empty': 'wants a line of text without control or direction characters',
  text: 'wants text without control or direction characters',
  'date-time': 'wants an instant with an offset, such as 2026-12-01T09:30:00+03:00',
  date: 'wants a date that exists, such as 2026-12-01',
  'wall-time': 'wants a time of day such as 08:30',
  'email-address': 'wants an e-mail address',
  uuid: 'wants an id (UUID)',
};

/** As PostgreSQL reads it; ajv's own format takes `urn:uuid:` too. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function isLine(value: string): boolean {
  return !/\p{Cc}|\u2028|\u2029/u.test(value) && isClean(value);
}

/** Something is to be seen: blanks, joiners and fillers alone are no name. */
function isVisible(value: string): boolean {
  return /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u.test(value);
}

/** Directional overrides make a name read as another (Unicode TR 36); lone surrogates are not text at all. */
function isClean(value: string): boolean {
  return !/\p{Bidi_Control}/u.test(value) && value.isWellFormed();
}

/** RFC 3339 with seconds and offset, that exists: no 30 February, no hour 24. */
function isInstant(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(value))
    return false;
  try {
    const instant = Temporal.Instant.from(value);
    const year = instant.toZonedDateTimeISO('UTC').year;
    return year >= 1 && year <= 9999;
  } catch {
    return false;
  }
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || value < '0001') return false;
  try {
    Temporal.PlainDate.from(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * The one form of an address: two spellings of one address are one. Lower case may bring letters together that were
 * apart, so it is normalised again: the database demands a form that folding does not change.
 */
export function foldEmail(email: string): string {
  return email.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/**
 * Addresses people have (RFC 5321 without quoted local parts and literals), international ones too (RFC 6531).
 * One address: no list, no header, no display name, nothing that cannot be seen.
 */
function isEmailAddress(value: string): boolean {
  if (!isLine(value) || /\p{Default_Ignorable_Code_Point}/u.test(value)) return false;
  const folded = foldEmail(value);
  const at = folded.indexOf('@');
  const local = folded.slice(0, at);
  const domain = folded.slice(at + 1);
  return (
    folded.length <= 254 &&
    at > 0 &&
    local.length <= 64 &&
    !local.startsWith('.') &&
    !local.endsWith('.') &&
    !local.includes('..') &&
    /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.test(local) &&
    domain.split('.').length >= 2 &&
    domain.split('.').every((label) => /^[\p{L}\p{M}\p{N}-]{1,63}$/u.test(label) && !/^-|-$/.test(label))
  );
}
