const LONGEST_NAME = 150;
/** Of a longer one only the end is looked at. */
const LONGEST_READ = 1000;
/** Joiners stay: some scripts are written with them. */
const UNSEEN = /[\p{Cc}\p{Co}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u206f\ufeff\ufff0-\uffff]/gu;
/** What Windows keeps for devices, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A client's name of a file as it is shown and offered for saving. It never reaches the disk. Folders, controls,
 * direction marks, invisible characters and what file systems refuse are taken out; long names are cut before the
 * extension.
 * @returns never empty
 */
export function cleanFileName(name: string): string {
  const visible = name
    .slice(-LONGEST_READ)
    .toWellFormed()
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/^.*[/\\]/s, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const [stem, extension] = splitName(visible);
  if (stem === '') return `file${extension}`;
  const room = LONGEST_NAME - extension.length;
  const short = Array.from(stem).length > room ? Array.from(stem).slice(0, room).join('').trimEnd() : stem;
  return `${DEVICE.test(short) ? '_' : ''}${short}${extension}`;
}

/** The last extension in lower case, without its dot; empty where there is none. */
export function extensionOf(name: string): string {
  return splitName(name)[1].slice(1).toLowerCase();
}

function splitName(name: string): [stem: string, extension: string] {
  const match = /^(.*?)(\.[^.\s]{1,10})$/s.exec(name);
  return match ? [match[1]!, match[2]!] : [name, ''];
}
