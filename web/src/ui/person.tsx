import classes from './person.module.css';

/** Somebody's initials on a round ground, beside a name that is written out; so it is hidden from screen readers. */
export function Initials({ name, size = 44 }: { name: string; size?: number }) {
  const words = name.replace(/^\p{L}+\.\s/u, '').split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return (
    <span
      className={classes.initials}
      style={{ width: size, height: size, fontSize: size * 0.36 }}
      aria-hidden
    >
      {letters.join('').toUpperCase()}
    </span>
  );
}
