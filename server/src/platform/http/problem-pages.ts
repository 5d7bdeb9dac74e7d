import { Type } from 'typebox';
import { problems, type ProblemKind } from '../problems.ts';
import { route, type Route } from './route.ts';
import { Closed } from './schemas.ts';

const ProblemKindPage = Closed({
  code: Type.String({ examples: ['slot_taken'] }),
  status: Type.Integer({ examples: [409] }),
  title: Type.String({ examples: ['That time is taken'] }),
});

/** The `type` of every problem is an address; this is what lies there (RFC 9457, section 3.1.1). */
export function problemRoutes(kinds: readonly ProblemKind[]): readonly Route[] {
  const byCode = new Map(kinds.map((kind) => [kind.code, kind]));
  return [
    route(
      'GET',
      '/api/problems/:code/',
      {
        access: 'public',
        operation_id: 'readProblemKind',
        summary: 'What a problem code means',
        params: Closed({ code: Type.String({ maxLength: 100 }) }),
        answer: ProblemKindPage,
      },
      async ({ params }) => {
        const kind = byCode.get(params.code);
        if (!kind) throw problems.not_found();
        return kind;
      },
    ),
  ];
}
