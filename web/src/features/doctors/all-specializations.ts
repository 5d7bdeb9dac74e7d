import { listSpecializationsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';

/** For choosing from: as many as the API gives at once, by name. */
export const allSpecializations = listSpecializationsOptions({ query: { page_size: 100, ordering: 'name' } });
