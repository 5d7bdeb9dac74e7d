import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { onSignedOut } from '../api/session.ts';

const PAUSE_MS = 250;
const terms = new Map<string, string>();
onSignedOut(() => terms.clear());

/**
 * What is being searched for. It is often somebody's name, so it stands in no URL and in no storage; it lives in memory
 * until one signs out, so that one finds it again when one comes back to the list.
 * @param list the name of the list
 * @returns what is typed, and `term`, what to ask the server for: it follows when the typing pauses
 */
export function useKeptTerm(list: string) {
  const [typed, setTyped] = useState(() => terms.get(list) ?? '');
  const [settled] = useDebouncedValue(typed, PAUSE_MS);
  useEffect(() => void terms.set(list, typed), [list, typed]);
  return { typed, setTyped, term: settled.trim() || undefined };
}
