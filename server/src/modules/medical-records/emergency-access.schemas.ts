import { Type, type Static } from 'typebox';
import { pageQuery } from '../../platform/http/paging.ts';
import { Closed, Instant, OneOf, Text, Uuid, model } from '../../platform/http/schemas.ts';

const Name = Type.String({ examples: ['Amina Otieno'] });

export const EmergencyInput = model(
  'EmergencyAccessRequest',
  Closed({
    patient_id: Uuid(),
    reason: Text(1000, {
      minLength: 20,
      examples: ['Unconscious in the emergency room, medication unknown'],
    }),
  }),
);
export type EmergencyInput = Static<typeof EmergencyInput>;

export const EmergencyAccess = model(
  'EmergencyAccess',
  Closed({
    id: Uuid(),
    patient: Closed({ id: Uuid(), full_name: Name }),
    user: Closed({ id: Uuid(), full_name: Type.String({ examples: ['Grace Wanjiku'] }) }),
    role: OneOf(['ADMIN', 'DOCTOR', 'PATIENT'], { examples: ['DOCTOR'] }),
    reason: Type.String({ examples: ['Unconscious in the emergency room, medication unknown'] }),
    granted_at: Instant(),
    expires_at: Instant({ examples: ['2026-12-01T07:30:00Z'] }),
    is_live: Type.Boolean({ examples: [true] }),
  }),
);
export type EmergencyAccess = Static<typeof EmergencyAccess>;

export const EmergencyQuery = Closed({
  ...pageQuery,
  patient_id: Type.Optional(Uuid()),
  user_id: Type.Optional(Uuid()),
  is_live: Type.Optional(Type.Boolean()),
});
export type EmergencyQuery = Static<typeof EmergencyQuery>;
