import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, merkleLevels, merkleProof, merkleRoot, rootOfProof } from './merkle.ts';

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 9162, section 2.1.1, word for word. */
function rfcRoot(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.from([1]), rfcRoot(leaves.slice(0, split)), rfcRoot(leaves.slice(split)));
}

const someLeaves = fc
  .array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
  .map((all) => all.map((bytes) => leafHash(Buffer.from(bytes))));

describe('the Merkle tree', () => {
  it('hashes a leaf as the RFC says', () => {
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('has the root of the RFC, for any number of leaves', () => {
    fc.assert(fc.property(someLeaves, (leaves) => merkleRoot(leaves).equals(rfcRoot(leaves))));
    expect(() => merkleRoot([])).toThrow(RangeError);
  });

  it('proves each of its leaves, and nothing else', () => {
    const proves = fc.check(
      fc.property(
        someLeaves,
        fc.nat(),
        fc.uint8Array({ minLength: 9, maxLength: 9 }),
        (leaves, at, other) => {
          const index = at % leaves.length;
          const proof = merkleProof(merkleLevels(leaves), index);
          const root = merkleRoot(leaves);
          return (
            rootOfProof(leaves[index]!, proof).equals(root) &&
            !rootOfProof(leafHash(Buffer.from(other)), proof).equals(root)
          );
        },
      ),
    );
    expect(proves.failed).toBe(false);
  });
});
