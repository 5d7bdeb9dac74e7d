import { useEffect, useState } from 'react';

/**
 * The present in epoch milliseconds, for what changes on screen by time alone (who is late, how long somebody waits).
 * @param every milliseconds after which it is asked anew
 */
export function useNow(every = 20_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), every);
    const wake = () => document.visibilityState === 'visible' && setNow(Date.now());
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearInterval(ticking);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [every]);
  return now;
}
