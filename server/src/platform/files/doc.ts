import type { Spool } from './spool.ts';
import { hasZipAtEnd } from './zip-end.ts';

const SIGNATURE = 'd0cf11e0a1b11ae1';
const LAST_REGULAR = 0xfffffffa;
const MINI_SECTOR = 64;

interface Node {
  name: string;
  type: number;
  start: number;
  size: number;
}

/**
 * Whether a file is a Word 95–2003 document without macros: a compound file ([MS-CFB]) whose `WordDocument` stream
 * begins as [MS-DOC] 2.5.1 says.
 */
export async function isDoc(file: Spool): Promise<boolean> {
  const header = await file.read(0, 512);
  if (header.length < 512 || header.toString('hex', 0, 8) !== SIGNATURE) return false;
  const isVersion4 = header.readUInt16LE(26) === 4;
  const isKnown = isVersion4 || header.readUInt16LE(26) === 3;
  const isLittleEndian = header.readUInt16LE(28) === 0xfffe;
  if (!isKnown || !isLittleEndian || header.readUInt16LE(30) !== (isVersion4 ? 12 : 9)) return false;
  const sectors = new Sectors(file, isVersion4 ? 4096 : 512);
  if (!(await sectors.readTable(header))) return false;
  const nodes = await readNodes(sectors, header.readUInt32LE(48));
  const [root] = nodes;
  const text = nodes.find(({ name, type }) => name === 'WordDocument' && type === 2);
  if (!root || root.type !== 5 || !text || nodes.some(({ name }) => isActive(name))) return false;
  const begin = await beginOf(sectors, text, root, header.readUInt32LE(56));
  return [0xa5ec, 0xa5dc].includes(begin) && !(await hasZipAtEnd(file));
}

/** Storages of macros; a package that is encrypted can hide anything. */
function isActive(name: string): boolean {
  return /^(macros|_?vba(_project.*)?|_vba_project.*|encryptedpackage)$/i.test(name);
}

async function readNodes(sectors: Sectors, start: number): Promise<Node[]> {
  const nodes: Node[] = [];
  for (const sector of sectors.chain(start)) {
    const bytes = await sectors.read(sector);
    for (let at = 0; at + 128 <= bytes.length; at += 128) {
      const type = bytes[at + 66]!;
      if (type === 0) continue;
      const length = Math.min(Math.max(bytes.readUInt16LE(at + 64) - 2, 0), 62);
      nodes.push({
        name: bytes.toString('utf16le', at, at + length),
        type,
        start: bytes.readUInt32LE(at + 116),
        size: bytes.readUInt32LE(at + 120),
      });
    }
  }
  return nodes;
}

/** The first two bytes of a stream; small ones lie in the root's mini stream. */
async function beginOf(sectors: Sectors, node: Node, root: Node, miniCutoff: number): Promise<number> {
  if (node.size < 2) return 0;
  const isMini = node.size < miniCutoff;
  const offset = isMini ? node.start * MINI_SECTOR : 0;
  const chain = sectors.chain(isMini ? root.start : node.start);
  const sector = chain[Math.floor(offset / sectors.size)];
  const bytes = sector === undefined ? Buffer.alloc(0) : await sectors.read(sector);
  const at = offset % sectors.size;
  return at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0;
}

class Sectors {
  readonly size: number;
  readonly #file: Spool;
  readonly #count: number;
  #next = Buffer.alloc(0);

  constructor(file: Spool, size: number) {
    this.#file = file;
    this.size = size;
    this.#count = Math.ceil(file.size / size) - 1; // the header takes the room of one
  }

  read(sector: number): Promise<Buffer> {
    return this.#file.read((sector + 1) * this.size, this.size);
  }

  /** The table that says which sector follows which ([MS-CFB] 2.3, 2.5). False when it does not fit the file. */
  async readTable(header: Buffer): Promise<boolean> {
    const wanted = header.readUInt32LE(44);
    const perSector = this.size / 4;
    if (wanted === 0 || wanted > Math.ceil(this.#count / perSector) + 1) return false;
    const places: number[] = [];
    for (let at = 76; at < 512; at += 4) places.push(header.readUInt32LE(at));
    let more = header.readUInt32LE(68);
    while (places.length < wanted && more < LAST_REGULAR) {
      const bytes = await this.read(more);
      if (bytes.length < this.size) return false;
      for (let at = 0; at < this.size - 4; at += 4) places.push(bytes.readUInt32LE(at));
      more = bytes.readUInt32LE(this.size - 4);
    }
    if (places.length < wanted) return false;
    const parts: Buffer[] = [];
    for (const place of places.slice(0, wanted)) parts.push(await this.read(place));
    this.#next = Buffer.concat(parts);
    return true;
  }

  /** Sectors from this one to the end of its chain; a chain that runs in a circle ends with the file's length. */
  chain(start: number): number[] {
    const sectors: number[] = [];
    for (let sector = start; sector < LAST_REGULAR && sectors.length <= this.#count;) {
      if (sector >= this.#count || (sector + 1) * 4 > this.#next.length) break;
      sectors.push(sector);
      sector = this.#next.readUInt32LE(sector * 4);
    }
    return sectors;
  }
}
