/** Visits that are booked while workers are killed; ETIBA_STORM=600 makes 1,000 bookings, moves and cancels. */
export const STORM_VISITS = Number(process.env['ETIBA_STORM'] ?? 48);
