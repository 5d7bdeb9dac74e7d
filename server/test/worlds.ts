/** Random clinics on which a property of who may see what is tried; ETIBA_WORLDS=2000 for a night. */
export const WORLDS = Number(process.env['ETIBA_WORLDS'] ?? 15);
