import { defineHook } from '../../platform/hooks.ts';

/** Somebody wants to be reminded at other times; the appointments module plans the reminders of their visits anew. */
export const reminderTimesChanged = defineHook<{ user_id: string }, void>('reminder times changed');
