import { contentDisposition } from '../../platform/http/download.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { ref } from '../../platform/http/schemas.ts';
import { exportOwnData } from './export-own-data.ts';
import { OwnData } from './own-data.schemas.ts';

export const ownDataRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/patients/me/data/',
    {
      access: 'patients:own-profile',
      operation_id: 'exportOwnData',
      summary: 'All data of oneself, in one document to keep or to take elsewhere',
      answer: ref(OwnData),
      problems: ['throttled'],
    },
    async ({ deps, actor, reply }) => {
      const data = await exportOwnData(deps, actor);
      reply.header(
        'content-disposition',
        contentDisposition(`my-data-${data.exported_at.slice(0, 10)}.json`),
      );
      return data;
    },
  ),
];
