import { Type, type Static } from 'typebox';
import { ordering, pageQuery } from '../../platform/http/paging.ts';
import { Closed, Instant, Line, Text, Uuid, model } from '../../platform/http/schemas.ts';

const Name = Line(100, { examples: ['Cardiology'] });
const Description = Text(2000, { examples: ['Heart and circulation'] });

export const Specialization = model(
  'Specialization',
  Closed({
    id: Uuid(),
    name: Type.String({ examples: ['Cardiology'] }),
    description: Type.String({ examples: ['Heart and circulation'] }),
    created_at: Instant(),
    updated_at: Instant(),
  }),
);
export type Specialization = Static<typeof Specialization>;

export const SpecializationInput = model(
  'SpecializationInput',
  Closed({
    name: Name,
    description: Type.Optional(Description),
  }),
);
export type SpecializationInput = Static<typeof SpecializationInput>;

export const SpecializationChange = model(
  'SpecializationChange',
  Closed({
    name: Type.Optional(Name),
    description: Type.Optional(Description),
  }),
);
export type SpecializationChange = Static<typeof SpecializationChange>;

export const SpecializationParams = Closed({ specialization_id: Uuid() });

export const SpecializationQuery = Closed({
  ...pageQuery,
  ordering: ordering(['name', 'created_at']),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});
export type SpecializationQuery = Static<typeof SpecializationQuery>;
