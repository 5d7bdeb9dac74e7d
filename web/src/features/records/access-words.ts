import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { MedicalRecordAccess } from '../../api/generated/types.gen.ts';

/** What was done, as a patient understands it. */
export const ACCESS_WORDS: Record<MedicalRecordAccess['access_type'], MessageDescriptor> = {
  view: msg`Read it`,
  restricted_view: msg`Saw that it exists`,
  list: msg`Saw it in a list`,
  create: msg`Wrote it`,
  update: msg`Changed it`,
  sign: msg`Signed it`,
  delete: msg`Deleted it`,
  restore: msg`Brought it back`,
  versions: msg`Read earlier versions`,
  access_log: msg`Looked up who opened it`,
  download: msg`Saved it as a file`,
  preview: msg`Looked at a file`,
  upload: msg`Attached a file`,
  remove_file: msg`Removed a file`,
  restore_file: msg`Brought a file back`,
  emergency_access: msg`Opened it in an emergency`,
  denied: msg`Tried to open it and was refused`,
};

export const PURPOSE_WORDS: Record<MedicalRecordAccess['purpose'], MessageDescriptor> = {
  own_record: msg`own record`,
  treatment: msg`for treatment`,
  administration: msg`for administration`,
  emergency: msg`in an emergency`,
};
