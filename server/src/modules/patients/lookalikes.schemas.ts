/** Why two people may be one, the surest first. `email`: an address has one account, so this is no guess. */
export const LIKENESSES = ['email', 'name_and_birth', 'phone', 'similar'] as const;
export type Likeness = (typeof LIKENESSES)[number];
