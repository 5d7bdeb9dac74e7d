/** "Amina Otieno" → "A. O." */
export function initialsOf(name: string): string {
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? '');
  return letters
    .filter((letter) => /\p{L}/u.test(letter))
    .map((letter) => `${letter.toUpperCase()}.`)
    .join(' ');
}
