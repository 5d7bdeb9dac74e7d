import { createHash } from 'node:crypto';

/** Bytes of a hash: SHA-256. */
export const HASH_BYTES = 32;

/** A sibling on the way from a leaf to the root, and on which side of us it stands. */
export interface ProofStep {
  side: 'left' | 'right';
  hash: Buffer;
}

// RFC 9162, section 2.1.1: leaves and nodes are hashed apart, so that a node can never pass for a leaf.
export function leafHash(data: Buffer): Buffer {
  return createHash('sha256').update('\x00').update(data).digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}

/**
 * The Merkle tree hash of RFC 9162, section 2.1.1. Pairing level by level and passing an odd last one up gives the
 * same tree as the RFC's recursion.
 * @throws RangeError without leaves
 */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return merkleLevels(leaves).at(-1)![0]!;
}

/**
 * The tree from its leaves up to its root, for many proofs from one.
 * @throws RangeError without leaves
 */
export function merkleLevels(leaves: readonly Buffer[]): (readonly Buffer[])[] {
  if (leaves.length === 0) throw new RangeError('a tree has leaves');
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) level = levelAbove(level);
  return levels;
}

function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index]!, level[index + 1]];
    above.push(right ? nodeHash(left, right) : left);
  }
  return above;
}

/** What shows that the leaf with this index is part of the tree, from the leaf upwards. */
export function merkleProof(levels: readonly (readonly Buffer[])[], index: number): ProofStep[] {
  return levels.flatMap((level, height): ProofStep[] => {
    const at = index >> height;
    const hash = level[at ^ 1];
    return hash ? [{ side: at % 2 === 1 ? 'left' : 'right', hash }] : [];
  });
}

/** The root that a leaf and its proof lead to. */
export function rootOfProof(leaf: Buffer, proof: readonly ProofStep[]): Buffer {
  return proof.reduce(
    (hash, step) => (step.side === 'left' ? nodeHash(step.hash, hash) : nodeHash(hash, step.hash)),
    leaf,
  );
}
