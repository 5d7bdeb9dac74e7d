import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

let kept: { path: string; parameters: URLSearchParams } | undefined;

/**
 * What a mailed link carries behind `#`, which no server sees. It is taken out of the address at once, so that neither
 * the history nor somebody who looks at the screen keeps it.
 * @returns the values in this order, or undefined when the link is not whole
 */
export function useLinkSecret<const Names extends readonly string[]>(
  ...names: Names
): { [Name in keyof Names]: string } | undefined {
  const navigate = useNavigate();
  const [parameters] = useState(() => {
    const fresh = new URLSearchParams(location.hash.slice(1));
    if (fresh.size > 0) kept = { path: location.pathname, parameters: fresh };
    return kept?.path === location.pathname ? kept.parameters : fresh;
  });
  useEffect(() => {
    if (location.hash) void navigate({ to: '.', hash: '', replace: true });
  }, [navigate]);
  const values = names.map((name) => parameters.get(name) ?? '');
  return values.every(Boolean) ? (values as { [Name in keyof Names]: string }) : undefined;
}

/** The link has done its work. */
export function forgetLinkSecret(): void {
  kept = undefined;
}
