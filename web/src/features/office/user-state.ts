import type { User } from '../../api/generated/types.gen.ts';

/** Of an account: `isWaiting` while its address was never verified. */
export function stateOf({ deactivated_at, is_active }: User): { isActive: boolean; isWaiting: boolean } {
  return { isActive: is_active, isWaiting: !is_active && deactivated_at === null };
}
